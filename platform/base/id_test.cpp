#include "platform/base/id.hpp"

#include <set>
#include <thread>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using UserId = Id<struct UserTag>;
using OrderId = Id<struct OrderTag>;
static_assert(!std::is_convertible_v<UserId, OrderId>);
static_assert(!std::is_default_constructible_v<UserId>);
static_assert(!std::equality_comparable_with<UserId, OrderId>);

class SettableClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time_; }
    [[nodiscard]] SteadyTime steady_now() const override { return {}; }
    void set(std::int64_t ms) { time_ = time_from_unix_ms(ms); }

private:
    Time time_ = time_from_unix_ms(0x0123456789AB);
};

class FilledRandom final : public RandomSource {
public:
    explicit FilledRandom(std::byte value) : value_(value) {}
    void fill(std::span<std::byte> out) override { std::ranges::fill(out, value_); }

private:
    std::byte value_;
};

TEST(UuidTest, ReadsBackItsText) {
    const auto id = Uuid::parse("01234567-89ab-7cde-8f01-23456789abcd");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), "01234567-89ab-7cde-8f01-23456789abcd");
    EXPECT_EQ(Uuid::parse("01234567-89AB-7CDE-8F01-23456789ABCD"), id);
    EXPECT_EQ(id->bytes()[0], 0x01);
    EXPECT_EQ(id->bytes()[15], 0xcd);
    EXPECT_EQ(Uuid{}.text(), "00000000-0000-0000-0000-000000000000");
}

TEST(UuidTest, RefusesOtherTexts) {
    for (const std::string_view text :
         {"", "01234567-89ab-7cde-8f01-23456789abc", "01234567-89ab-7cde-8f01-23456789abcde",
          "{1234567-89ab-7cde-8f01-23456789abc}", "0123456789ab7cde8f0123456789abcd0000",
          "01234567-89ab-7cde-8f01-23456789abcg", "01234567_89ab-7cde-8f01-23456789abcd",
          "0123456-789ab-7cde-8f01-23456789abcd", "01234567-89ab-7cde-8f01-2345678-abcd"}) {
        EXPECT_FALSE(Uuid::parse(text)) << text;
    }
}

TEST(UuidTest, SortsAsItsText) {
    const auto low = Uuid::parse("00000000-0000-7000-8000-0000000000ff").value();
    const auto high = Uuid::parse("80000000-0000-7000-8000-000000000000").value();
    EXPECT_LT(low, high);
    EXPECT_LT(low.text(), high.text());
}

TEST(IdTest, SaysWhatIsWrong) {
    EXPECT_EQ(UserId::parse("nonsense").error().code, "invalid_id");
    EXPECT_EQ(UserId::parse("01234567-89ab-7cde-8f01-23456789abcd").value().text(),
              "01234567-89ab-7cde-8f01-23456789abcd");
}

TEST(UuidV7SourceTest, PutsTimeVersionAndVariantWhereTheyBelong) {
    SettableClock clock;
    FilledRandom ones{std::byte{0xFF}};
    EXPECT_EQ(UuidV7Source(clock, ones).next().text(), "01234567-89ab-77ff-bfff-ffffffffffff");
    FilledRandom zeros{std::byte{0}};
    EXPECT_EQ(UuidV7Source(clock, zeros).next().text(), "01234567-89ab-7000-8000-000000000000");
}

TEST(UuidV7SourceTest, CountsWithinAMillisecondAndRunsAheadWhenFull) {
    SettableClock clock;
    FilledRandom ones{std::byte{0xFF}};
    UuidV7Source source(clock, ones);
    Uuid last = source.next();
    for (int i = 0; i < 10'000; ++i) {
        const Uuid id = source.next();
        ASSERT_LT(last, id);
        last = id;
    }
    // 2048 counts from the seed 0x7FF to the end, so 10,001 ids need four steps of the clock.
    EXPECT_EQ(last.text().substr(0, 13), "01234567-89af");
}

TEST(UuidV7SourceTest, StaysInOrderWhenTheClockIsSetBack) {
    SettableClock clock;
    SystemRandom random;
    UuidV7Source source(clock, random);
    const Uuid before = source.next();
    clock.set(1);
    EXPECT_LT(before, source.next());
}

TEST(UuidV7SourceTest, ThreadsNeverGetTheSameIdAndEachSeesOrder) {
    const SystemClock clock;
    SystemRandom random;
    UuidV7Source source(clock, random);
    std::vector<std::vector<Uuid>> ids(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : ids) {
            threads.emplace_back([&source, &mine] {
                for (int i = 0; i < 2000; ++i)
                    mine.push_back(source.next());
            });
        }
    }
    std::set<Uuid> all;
    for (const auto& mine : ids) {
        EXPECT_TRUE(std::ranges::is_sorted(mine));
        all.insert(mine.begin(), mine.end());
    }
    EXPECT_EQ(all.size(), 8000U);
}

TEST(SystemRandomTest, FillsEveryByteDifferently) {
    SystemRandom random;
    std::vector<std::byte> bytes(4096);
    random.fill(bytes);
    const std::set<std::byte> seen(bytes.begin(), bytes.end());
    EXPECT_GT(seen.size(), 200U);
    random.fill({});
}

}  // namespace
}  // namespace gatehouse
