#include <atomic>
#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/database_fixture_test.hpp"

namespace gatehouse::sql {
namespace {

using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE accounts (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0));
CREATE TABLE parents (id BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE children (
    id BIGINT NOT NULL PRIMARY KEY,
    parent BIGINT NOT NULL REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED
))sql";

constexpr Query kInsert{"account_insert", "INSERT INTO accounts (name, value) VALUES ($1, $2)"};
constexpr Query kValue{"account_value", "SELECT value FROM accounts WHERE name = $1"};
constexpr Query kAdd{"account_add", R"sql(
UPDATE accounts SET value = value + $2 WHERE name = $1 RETURNING value)sql"};
constexpr Query kCount{"account_count", "SELECT count(*) FROM accounts"};
constexpr Query kInsertChild{"child_insert", "INSERT INTO children (id, parent) VALUES ($1, $2)"};
constexpr Query kChildren{"child_count", "SELECT count(*) FROM children"};

class TransactionTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) {
            open(kSchema);
        }
    }
    template <class F>
    auto transact(F body) {
        return on_loop(database->transact(std::move(body)));
    }
};
INSTANTIATE_TEST_SUITE_P(Both, TransactionTest, kBothDatabases, kDatabaseName);

TEST_P(TransactionTest, CommitsAndGivesItsResult) {
    const auto value = transact([](Transaction& transaction) -> Task<std::int64_t> {
        co_await transaction.execute(kInsert, "a", 1);
        co_await transaction.execute(kInsert, "b", 2);
        co_await transaction.execute(kAdd, "a", 10);
        co_return co_await transaction.one<std::int64_t>(kValue, "a");
    });
    EXPECT_EQ(value, 11);
    EXPECT_EQ(one<std::int64_t>(kValue, "a"), 11);
    EXPECT_EQ(one<std::int64_t>(kValue, "b"), 2);
}

TEST_P(TransactionTest, MayBeEmpty) {
    EXPECT_EQ(transact([](Transaction&) -> Task<int> { co_return 3; }), 3);
}

TEST_P(TransactionTest, AnExceptionLeavesNothing) {
    EXPECT_THAT(
        [&] {
            transact([](Transaction& transaction) -> Task<void> {
                co_await transaction.execute(kInsert, "a", 1);
                throw std::runtime_error("changed my mind");
            });
        },
        ThrowsMessage<std::runtime_error>("changed my mind"));
    EXPECT_EQ(one<std::int64_t>(kCount), 0);
}

TEST_P(TransactionTest, AFailedStatementCannotBeIgnored) {
    bool went_on = false;
    EXPECT_THROW(transact([&went_on](Transaction& transaction) -> Task<void> {
                     co_await transaction.execute(kInsert, "a", 1);
                     try {
                         co_await transaction.execute(kInsert, "a", 1);
                     } catch (const ConstraintFailed&) {
                         went_on = true;
                     }
                 }),
                 StatementFailed);
    EXPECT_TRUE(went_on);
    EXPECT_THAT(
        [&] {
            transact([](Transaction& transaction) -> Task<void> {
                bool failed = false;
                try {
                    co_await transaction.execute(kInsert, "a", -1);
                } catch (const ConstraintFailed&) {
                    failed = true;
                }
                if (failed) {
                    co_await transaction.execute(kInsert, "a", 1);
                }
            });
        },
        ThrowsMessage<StatementFailed>(
            HasSubstr("an earlier statement of the transaction failed")));
    EXPECT_EQ(one<std::int64_t>(kCount), 0);
}

TEST_P(TransactionTest, ADeferredConstraintFailsTheCommit) {
    EXPECT_THROW(transact([](Transaction& transaction) -> Task<void> {
                     co_await transaction.execute(kInsertChild, 1, 1);
                 }),
                 ConstraintFailed);
    EXPECT_THROW(execute(kInsertChild, 1, 1), ConstraintFailed);
    EXPECT_EQ(one<std::int64_t>(kChildren), 0);
}

Task<void> add_often(Database& database, int times, std::atomic<int>& running) {
    for (int time = 0; time < times; ++time) {
        co_await database.transact([](Transaction& transaction) -> Task<void> {
            const auto value = co_await transaction.one<std::int64_t>(kAdd, "a", 1);
            if (value % 3 == 0) {
                co_await transaction.execute(kAdd, "b", 1);
            }
        });
    }
    --running;
}

void wait_until_none(const std::atomic<int>& running) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(60);
    while (running != 0 && steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_EQ(running, 0);
}

TEST_P(TransactionTest, ManyAtOnceDoNotLoseUpdates) {
    execute(kInsert, "a", 0);
    execute(kInsert, "b", 0);
    std::atomic<int> running = 30;
    for (std::size_t task = 0; task < 30; ++task) {
        async::spawn(loops.at(task % 2), "add", add_often(*database, 20, running));
    }
    wait_until_none(running);
    EXPECT_EQ(one<std::int64_t>(kValue, "a"), 600);
    EXPECT_EQ(one<std::int64_t>(kValue, "b"), 200);
}

/// One kind of change each, four of five of which fail in ways of their own.
Task<void> change(Database& database, int number, std::atomic<int>& running,
                  std::atomic<int>& failed) {
    const std::string name = "n" + std::to_string(number);
    try {
        switch (number % 5) {
            case 0:
                co_await database.execute(kInsert, name, 1);
                break;
            case 1:
                co_await database.execute(kInsert, name, -1);
                break;
            case 2:
                co_await database.transact([&name](Transaction& transaction) -> Task<void> {
                    co_await transaction.execute(kInsert, name, 1);
                    throw std::runtime_error("no");
                });
                break;
            case 3:
                co_await database.transact([&name](Transaction& transaction) -> Task<void> {
                    co_await transaction.execute(kInsert, name, 1);
                    co_await transaction.execute(kInsert, name, 1);
                });
                break;
            default:
                co_await database.transact([&name, number](Transaction& transaction) -> Task<void> {
                    co_await transaction.execute(kInsert, name, 1);
                    co_await transaction.execute(kInsertChild, number, number);
                });
        }
    } catch (const std::runtime_error&) {
        ++failed;
    }
    --running;
}

TEST_P(TransactionTest, AFailureUndoesOnlyItself) {
    constexpr int kChanges = 200;
    std::atomic<int> running = kChanges;
    std::atomic<int> failed = 0;
    for (int number = 0; number < kChanges; ++number) {
        async::spawn(loops.at(static_cast<std::size_t>(number) % 2), "change",
                     change(*database, number, running, failed));
    }
    wait_until_none(running);
    EXPECT_EQ(failed, kChanges / 5 * 4);
    EXPECT_EQ(one<std::int64_t>(kCount), kChanges / 5);
    EXPECT_EQ(one<std::int64_t>(kChildren), 0);
}

TEST_P(TransactionTest, OthersSeeItOnlyOnceItIsCommitted) {
    transact([this](Transaction& transaction) -> Task<void> {
        co_await transaction.execute(kInsert, "a", 1);
        // From a loop that the transaction does not run on.
        std::thread([this] {
            EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount), 1), 0);
        }).join();
    });
    EXPECT_EQ(one<std::int64_t>(kCount), 1);
}

TEST_P(TransactionTest, AStatementThatTakesTooLongIsEnded) {
    if (database) {
        database->close();
        loops.stop();
    }
    options.statement_timeout = Milliseconds(150);
    async::Loops fresh(1);
    const auto limited = sql::open(options, fresh);
    fresh.start();
    constexpr Query kSlowRead{"slow_read", R"sql(
SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
WHERE i < 2000000000) SELECT i FROM n) AS numbers)sql"};
    constexpr Query kSlowWrite{"slow_write", R"sql(
INSERT INTO parents (id) SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1
FROM n WHERE i < 2000000000) SELECT i FROM n) AS numbers)sql"};
    const auto start = steady_clock::now();
    EXPECT_THROW(async::run_on(fresh.at(0), limited->one<std::int64_t>(kSlowRead)), Unavailable);
    EXPECT_THROW(async::run_on(fresh.at(0), limited->execute(kSlowWrite)), Unavailable);
    EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(3));
    async::run_on(fresh.at(0), limited->execute(kInsert, "after", 1));
    EXPECT_EQ(async::run_on(fresh.at(0), limited->one<std::int64_t>(kCount)), 1);
    limited->close();
    fresh.stop();
}

}  // namespace
}  // namespace gatehouse::sql
