#include "platform/service/database_watch.hpp"

#include <gtest/gtest.h>

#include "platform/async/loops.hpp"
#include "platform/log/sink.hpp"

namespace gatehouse::service {
namespace {

/// Has the trouble that the test gives it, and does nothing else.
class TroubledDatabase final : public sql::Database {
public:
    Task<std::string> trouble() override { co_return reason; }
    Task<sql::Result> run(const sql::Query& /*query*/, sql::Params /*params*/) override {
        throw sql::Unavailable("not asked");
    }
    Task<void> transact_body(const Body& /*body*/) override { throw sql::Unavailable("not asked"); }
    void close() override {}

    std::string reason;
};

class DatabaseWatchTest : public ::testing::Test {
protected:
    DatabaseWatchTest() {
        loops_.start();
        watch_.add("auth", auth_);
        watch_.add("user", user_);
    }
    ~DatabaseWatchTest() override { loops_.stop(); }

    void look() { async::run_on(loops_.at(0), watch_.look()); }
    double up(std::string_view name) {
        return metrics_.gauges("database_up", "", {"database"}).with({name}).value();
    }

    async::Loops loops_{1};
    SystemClock clock_;
    log::MemorySink sink_;
    log::Logger log_{sink_, clock_, {.service = "test"}};
    metrics::Registry metrics_;
    TroubledDatabase auth_;
    TroubledDatabase user_;
    DatabaseWatch watch_{log_, metrics_};
};

TEST_F(DatabaseWatchTest, SaysOnceThatADatabaseIsLostAndOnceThatItIsBack) {
    look();
    EXPECT_TRUE(sink_.lines().empty());
    EXPECT_EQ(up("auth"), 1);

    user_.reason = "connection refused";
    look();
    look();
    ASSERT_EQ(sink_.lines().size(), 1U);
    EXPECT_TRUE(sink_.contains("connection refused"));
    EXPECT_TRUE(sink_.contains(R"("user")")) << sink_.lines()[0];
    EXPECT_EQ(up("user"), 0);
    EXPECT_EQ(up("auth"), 1);

    user_.reason.clear();
    look();
    look();
    ASSERT_EQ(sink_.lines().size(), 2U);
    EXPECT_TRUE(sink_.contains("answers again"));
    EXPECT_EQ(up("user"), 1);
}

}  // namespace
}  // namespace gatehouse::service
