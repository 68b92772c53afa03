#include "platform/base/time.hpp"

#include <random>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::optional<std::int64_t> read_ms(std::string_view text) {
    const auto time = from_rfc3339(text);
    return time ? std::optional{unix_ms(*time)} : std::nullopt;
}

TEST(Rfc3339, WritesMillisecondsInUtc) {
    EXPECT_EQ(to_rfc3339(time_from_unix_ms(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(time_from_unix_ms(1'769'846'709'120)), "2026-01-31T08:05:09.120Z");
    EXPECT_EQ(to_rfc3339(time_from_unix_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, WritesTheNearestYearItCanHold) {
    EXPECT_EQ(to_rfc3339(Time::max()), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(Time::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Rfc3339, ReadsOffsetsAndFractions) {
    EXPECT_EQ(read_ms("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(read_ms("1970-01-01t00:00:00.1z"), 100);
    EXPECT_EQ(read_ms("1970-01-01T00:00:00.123456789Z"), 123);
    EXPECT_EQ(read_ms("1970-01-01T01:30:00+01:30"), 0);
    EXPECT_EQ(read_ms("1969-12-31T16:00:00-08:00"), 0);
    EXPECT_EQ(read_ms("2024-02-29T00:00:00Z"), 1'709'164'800'000);
}

TEST(Rfc3339, TakesALeapSecondOnlyAtTheEndOfAUtcDay) {
    EXPECT_EQ(read_ms("1990-12-31T23:59:60Z"), read_ms("1991-01-01T00:00:00Z"));
    EXPECT_EQ(read_ms("1990-12-31T15:59:60.5-08:00"), read_ms("1991-01-01T00:00:00Z"));
    EXPECT_FALSE(read_ms("1990-12-31T22:59:60Z"));
    EXPECT_FALSE(read_ms("1990-12-31T23:59:61Z"));
}

TEST(Rfc3339, RefusesEverythingElse) {
    for (const std::string_view text : {"",
                                        "2026-01-31",
                                        "2026-01-31T08:05:09",
                                        "2026-01-31 08:05:09Z",
                                        "2026-1-31T08:05:09Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-13-01T00:00:00Z",
                                        "2026-00-01T00:00:00Z",
                                        "2026-01-31T24:00:00Z",
                                        "2026-01-31T08:60:09Z",
                                        "2026-01-31T08:05:09.Z",
                                        "2026-01-31T08:05:09.1234567890Z",
                                        "2026-01-31T08:05:09+24:00",
                                        "2026-01-31T08:05:09+0100",
                                        "2026-01-31T08:05:09Z ",
                                        " 2026-01-31T08:05:09Z",
                                        "+026-01-31T08:05:09Z",
                                        "2026-01-31T08:05:09,1Z",
                                        "9999-12-31T23:59:59-01:00",
                                        "0000-01-01T00:00:00+00:01"}) {
        EXPECT_FALSE(read_ms(text)) << text;
    }
    EXPECT_FALSE(from_rfc3339(std::string_view{"2026-01-31T08:05:09Z\0", 21}));
}

TEST(Rfc3339, ReadsBackWhatItWrites) {
    std::mt19937_64 random{7};
    std::uniform_int_distribution<std::int64_t> any{-62'167'219'200'000, 253'402'300'799'999};
    for (int i = 0; i < 2000; ++i) {
        const Time time = time_from_unix_ms(any(random));
        EXPECT_EQ(from_rfc3339(to_rfc3339(time)), time);
    }
}

TEST(Duration, ReadsDigitsAndAUnit) {
    EXPECT_EQ(parse_duration("250ms"), Milliseconds{250});
    EXPECT_EQ(parse_duration("10s"), Seconds{10});
    EXPECT_EQ(parse_duration("15m"), std::chrono::minutes{15});
    EXPECT_EQ(parse_duration("1h"), std::chrono::hours{1});
    EXPECT_EQ(parse_duration("7d"), std::chrono::days{7});
    EXPECT_EQ(parse_duration("0s"), Milliseconds{0});
    EXPECT_EQ(parse_duration("3653d"), std::chrono::days{3653});
}

TEST(Duration, RefusesEverythingElse) {
    for (const std::string_view text :
         {"", "15", "m", "-1s", "+1s", " 1s", "1s ", "1.5h", "1 h", "1h30m", "1S", "1w", "3654d",
          "99999999999999999999s", "9223372036854775807d"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Duration, WritesTheLargestExactUnit) {
    EXPECT_EQ(to_duration_text(std::chrono::days{7}), "7d");
    EXPECT_EQ(to_duration_text(std::chrono::hours{36}), "36h");
    EXPECT_EQ(to_duration_text(std::chrono::minutes{15}), "15m");
    EXPECT_EQ(to_duration_text(Seconds{90}), "90s");
    EXPECT_EQ(to_duration_text(Milliseconds{1500}), "1500ms");
    EXPECT_EQ(to_duration_text(Milliseconds{0}), "0s");
}

TEST(Duration, ReadsBackWhatItWrites) {
    std::mt19937_64 random{7};
    std::uniform_int_distribution<std::int64_t> any{0, 3653LL * 24 * 3600 * 1000};
    for (int i = 0; i < 2000; ++i) {
        const Milliseconds duration{any(random)};
        EXPECT_EQ(parse_duration(to_duration_text(duration)), duration);
    }
}

TEST(SystemClockTest, FollowsTheMachine) {
    const SystemClock clock;
    const auto before = std::chrono::system_clock::now();
    const Time now = clock.now();
    EXPECT_LE(now, std::chrono::system_clock::now());
    EXPECT_GT(now + Milliseconds{1}, before);
    EXPECT_LE(clock.steady_now(), clock.steady_now());
}

}  // namespace
}  // namespace gatehouse
