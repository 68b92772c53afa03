#include "platform/log/logger.hpp"

#include <concepts>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace gatehouse::log {
namespace {

static_assert(!std::constructible_from<Field, FieldName, Secret>);
static_assert(!std::constructible_from<Field, FieldName, const Secret&>);
static_assert(!std::constructible_from<Field, FieldName, char>);
struct Opaque {};
static_assert(!std::constructible_from<Field, FieldName, Opaque>);

class FixedClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time_from_unix_ms(1'769'846'709'120); }
    [[nodiscard]] SteadyTime steady_now() const override { return {}; }
};

class LoggerTest : public testing::Test {
protected:
    Logger json(Level level = Level::info) {
        return {sink_, clock_, {"auth-service", "1.2.3", "test", "node-1"}, {level, Format::json}};
    }
    Logger text() { return {sink_, clock_, {"auth-service"}, {Level::info, Format::text}}; }
    /// The only line so far.
    std::string line() {
        const auto lines = sink_.lines();
        EXPECT_EQ(lines.size(), 1U);
        return lines.empty() ? "" : lines.front();
    }

    MemorySink sink_;
    FixedClock clock_;
};

TEST_F(LoggerTest, WritesEcsDocuments) {
    json().info("request", {{"http.response.status_code", 200},
                            {"url.path", "/x"},
                            {"event.duration", std::chrono::microseconds{15}},
                            {"labels.ratio", 0.5},
                            {"labels.cached", true},
                            {"labels.since", time_from_unix_ms(0)},
                            {"user.id", Uuid{}},
                            {"labels.big", std::numeric_limits<std::uint64_t>::max()}});
    EXPECT_EQ(
        line(),
        R"({"@timestamp":"2026-01-31T08:05:09.120Z","log.level":"info","message":"request",)"
        R"("ecs.version":"8.11.0","service.name":"auth-service","service.version":"1.2.3",)"
        R"("service.environment":"test","service.node.name":"node-1",)"
        R"("event.dataset":"auth-service.log","http.response.status_code":200,"url.path":"/x",)"
        R"("event.duration":15000,"labels.ratio":0.5,"labels.cached":true,)"
        R"("labels.since":"1970-01-01T00:00:00.000Z",)"
        R"("user.id":"00000000-0000-0000-0000-000000000000",)"
        R"("labels.big":18446744073709551615})"
        "\n");
}

TEST_F(LoggerTest, WritesTextForPeople) {
    text().warn("slow request", {{"url.path", "/x"},
                                 {"user_agent.original", "a \"b\"\n\x1B[31m"},
                                 {"labels.empty", ""},
                                 {"user.id", Uuid{}}});
    EXPECT_EQ(line(),
              "2026-01-31T08:05:09.120Z warn  auth-service: slow request url.path=/x "
              "user_agent.original=\"a \\\"b\\\"\\n\\u001b[31m\" labels.empty=\"\" "
              "user.id=00000000-0000-0000-0000-000000000000\n");
}

TEST_F(LoggerTest, LG02_OneEventIsOneLineWhateverItHolds) {
    const std::string_view hostile =
        "x\r\n{\"log.level\":\"error\"}\u2028\u0085\x1B[2J\u202Etxt\xFF\x7F";
    json().info(hostile, {{"user_agent.original", hostile}});
    text().with({{"user_agent.original", hostile}}).info(hostile, {{"url.path", hostile}});
    for (const std::string& line : sink_.lines()) {
        EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
        for (const std::string_view raw :
             {"\r", "\x1B", "\x7F", "\xFF", "\u2028", "\u0085", "\u202E"}) {
            EXPECT_EQ(line.find(raw), std::string::npos) << line;
        }
    }
    EXPECT_FALSE(sink_.contains(R"(x{"log.level")"));
}

TEST_F(LoggerTest, LeavesOutWhatIsBelowItsLevel) {
    const Logger logger = json(Level::warn);
    logger.debug("d");
    logger.info("i");
    EXPECT_TRUE(sink_.lines().empty());
    EXPECT_FALSE(logger.enabled(Level::info));
    logger.warn("w");
    logger.error("e");
    EXPECT_EQ(sink_.lines().size(), 2U);
    sink_.clear();
    json(Level::off).error("e");
    json().write(Level::off, "x");
    EXPECT_TRUE(sink_.lines().empty());
}

TEST_F(LoggerTest, AddsBoundFields) {
    const Logger request = json().with({{"trace.id", "abc"}}).with({{"user.id", "u"}});
    request.info("one");
    EXPECT_TRUE(sink_.contains(R"("trace.id":"abc","user.id":"u"})"));
    sink_.clear();
    request.for_service("user-service").info("two");
    EXPECT_TRUE(sink_.contains(R"("service.name":"user-service")"));
    EXPECT_TRUE(sink_.contains(R"("event.dataset":"user-service.log")"));
    EXPECT_TRUE(sink_.contains(R"("trace.id":"abc")"));
    EXPECT_FALSE(sink_.contains("auth-service"));
}

TEST_F(LoggerTest, SaysWhatFailed) {
    json().failure("cannot answer", std::make_exception_ptr(std::out_of_range("no \"row\"")),
                   {{"http.request.id", "r1"}});
    EXPECT_TRUE(sink_.contains(
        R"("error.type":"std::out_of_range","error.message":"no \"row\"","http.request.id":"r1"})"));
    sink_.clear();
    json().failure("cannot answer", std::make_exception_ptr(7));
    EXPECT_TRUE(sink_.contains(R"("error.type":"unknown")"));
    EXPECT_TRUE(sink_.contains(R"("log.level":"error")"));
}

TEST_F(LoggerTest, BoundsItsTexts) {
    json().info(std::string(1'000'000, 'm'), {{"url.path", std::string(1'000'000, 'p')}});
    EXPECT_LT(line().size(), 2 * Logger::kMaxText + 1000);
}

TEST_F(LoggerTest, NumbersThatJsonCannotSayAreNull) {
    json().info("x", {{"labels.ratio", std::numeric_limits<double>::quiet_NaN()}});
    EXPECT_TRUE(sink_.contains(R"("labels.ratio":null})"));
}

}  // namespace
}  // namespace gatehouse::log
