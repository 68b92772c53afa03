#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/async/loops.hpp"
#include "platform/sql/open.hpp"
#include "platform/sql/postgres/cutting_proxy_test.hpp"
#include "platform/testing/postgres_server.hpp"

namespace gatehouse::sql::postgres {
namespace {

using gatehouse::testing::PostgresServer;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE numbers (n bigint NOT NULL PRIMARY KEY, value text NOT NULL);
CREATE TABLE sums (id uuid NOT NULL PRIMARY KEY, value bigint NOT NULL CHECK (value < 1000)))sql";
constexpr Query kInsert{"insert", "INSERT INTO numbers (n, value) VALUES ($1, $2)"};
constexpr Query kCount{"count", "SELECT count(*) FROM numbers"};
constexpr Query kValue{"value", "SELECT value FROM numbers WHERE n = $1"};
constexpr Query kNumbers{"numbers", "SELECT n FROM numbers"};
constexpr Query kFound{"found",
                       "SELECT 1 WHERE EXISTS (SELECT 1 FROM numbers WHERE n = $1) "
                       "OR EXISTS (SELECT 1 FROM sums WHERE id = $2)"};
constexpr Query kUpdate{"update", "UPDATE numbers SET value = value || $2 WHERE n = $1"};
constexpr Query kSleep{"sleep", "SELECT pg_sleep($1)::text"};
constexpr Query kDivide{"divide", "SELECT 12 / $1::int"};
constexpr Query kLock{"lock", "LOCK TABLE numbers IN ACCESS EXCLUSIVE MODE"};
constexpr Query kRepeatable{"repeatable", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"};

constexpr Query kInsertSum{"insert_sum", "INSERT INTO sums (id, value) VALUES ($1, $2)",
                           Query::Commit::shared};
constexpr Query kAdd{"add", "UPDATE sums SET value = value + $2 WHERE id = $1 RETURNING value",
                     Query::Commit::shared};
constexpr Query kNoRow{"no_row", "UPDATE sums SET value = $1", Query::Commit::shared};
constexpr Query kSums{"sums", "SELECT value FROM sums ORDER BY id"};
constexpr Query kCommits{"commits", "SELECT count(DISTINCT xmin::text) FROM sums"};
constexpr Query kDeadlocks{"deadlocks",
                           "SELECT deadlocks FROM pg_stat_database "
                           "WHERE datname = current_database()"};

Uuid sum_id(std::int64_t number) {
    Uuid::Bytes bytes{};
    for (std::size_t index = 0; index < 8; ++index) {
        bytes[15 - index] = static_cast<std::uint8_t>(number >> (8 * index));
    }
    return Uuid{bytes};
}

class PostgresTest : public ::testing::Test {
protected:
    PostgresTest() : loops(2) {}

    void SetUp() override {
        server = PostgresServer::shared();
        if (server == nullptr) {
            GTEST_SKIP() << "PostgreSQL is not installed";
        }
        options.url = server->fresh_url();
        options.service = "faults";
        options.write_connections = 4;
        options.acquire_timeout = milliseconds(5000);
        migrate(options, std::vector<Migration>{{"0001_numbers.sql", kSchema}});
    }
    void TearDown() override {
        if (database) {
            database->close();
        }
        loops.stop();
    }
    void open() {
        database = sql::open(options, loops);
        loops.start();
    }
    template <class T>
    T on_loop(Task<T> task, std::size_t loop = 0) {
        return async::run_on(loops.at(loop), std::move(task));
    }

    /// Tries until the database answers again.
    steady_clock::duration wait_until_answered() {
        const auto start = steady_clock::now();
        while (!on_loop(database->healthy()) &&
               steady_clock::now() - start < std::chrono::seconds(20)) {
        }
        return steady_clock::now() - start;
    }

    PostgresServer* server = nullptr;
    OpenOptions options;
    async::Loops loops;
    std::unique_ptr<Database> database;
};

TEST_F(PostgresTest, IsReachedAgainAfterARestart) {
    options.acquire_timeout = milliseconds(200);
    open();
    on_loop(database->execute(kInsert, 1, "a"));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
    for (const auto how : {PostgresServer::Stop::immediate, PostgresServer::Stop::fast}) {
        server->stop(how);
        EXPECT_THROW(on_loop(database->execute(kInsert, 2, "b")), Unavailable);
        EXPECT_THROW(on_loop(database->one<std::int64_t>(kCount)), Unavailable);
        EXPECT_FALSE(on_loop(database->healthy()));
        server->start();
        EXPECT_LT(wait_until_answered(), std::chrono::seconds(2));
        EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
        EXPECT_EQ(on_loop(database->execute(kUpdate, 1, "b")), 1);
    }
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)), "abb");
}

/// What callers were told while the server came and went.
struct Ledger {
    std::mutex mutex;
    std::set<std::int64_t> acknowledged;
    std::vector<std::string> surprises;
    std::atomic<std::int64_t> next = 0;
    std::atomic<bool> go = true;
    std::atomic<int> running = 0;
};

enum class Insert : std::uint8_t { alone, shared, transaction };

Task<void> insert_for_ever(Database& database, Ledger& ledger, Insert how) {
    while (ledger.go) {
        const std::int64_t number = ++ledger.next;
        try {
            if (how == Insert::shared) {
                co_await database.execute(kInsertSum, sum_id(number), 0);
            } else if (how == Insert::transaction) {
                co_await database.transact([number](Transaction& transaction) -> Task<void> {
                    co_await transaction.execute(kInsert, number, "");
                    co_await transaction.execute(kUpdate, number, "x");
                });
            } else {
                co_await database.execute(kInsert, number, "");
            }
            const std::lock_guard lock(ledger.mutex);
            ledger.acknowledged.insert(number);
        } catch (const Unavailable&) {
        } catch (const std::exception& error) {
            const std::lock_guard lock(ledger.mutex);
            ledger.surprises.emplace_back(error.what());
        }
    }
    --ledger.running;
}

bool wait_for_acknowledged(Ledger& ledger, std::size_t count) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(30);
    while (steady_clock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds(1));
        const std::lock_guard lock(ledger.mutex);
        if (ledger.acknowledged.size() >= count) {
            return true;
        }
    }
    return false;
}

TEST_F(PostgresTest, WhatWasAnsweredIsThereAfterCrashesUnderLoad) {
    open();
    Ledger ledger;
    ledger.running = 16;
    for (std::size_t caller = 0; caller < 16; ++caller) {
        async::spawn(loops.at(caller % 2), "insert",
                     insert_for_ever(*database, ledger,
                                     caller < 4   ? Insert::transaction
                                     : caller < 8 ? Insert::alone
                                                  : Insert::shared));
    }
    for (std::size_t crash = 1; crash <= 3; ++crash) {
        ASSERT_TRUE(wait_for_acknowledged(ledger, crash * 40));
        server->stop(PostgresServer::Stop::immediate);
        server->start();
    }
    ASSERT_TRUE(wait_for_acknowledged(ledger, 160));
    ledger.go = false;
    while (ledger.running > 0) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    wait_until_answered();
    EXPECT_THAT(ledger.surprises, ::testing::IsEmpty());
    std::erase_if(ledger.acknowledged, [this](std::int64_t number) {
        return on_loop(database->maybe<std::int64_t>(kFound, number, sum_id(number))).has_value();
    });
    EXPECT_THAT(ledger.acknowledged, ::testing::IsEmpty());
}

TEST_F(PostgresTest, AServerThatHangsIsNotWaitedForLonger) {
    options.statement_timeout = milliseconds(300);
    options.acquire_timeout = milliseconds(200);
    open();
    on_loop(database->execute(kInsert, 1, "a"));
    on_loop(database->one<std::int64_t>(kCount));
    server->freeze();
    const auto start = steady_clock::now();
    EXPECT_THROW(on_loop(database->execute(kUpdate, 1, "b")), Unavailable);
    EXPECT_THROW(on_loop(database->one<std::int64_t>(kCount)), Unavailable);
    EXPECT_THROW(on_loop(database->one<std::int64_t>(kCount)), Unavailable);
    EXPECT_LT(steady_clock::now() - start, milliseconds(2000));
    server->thaw();
    EXPECT_LT(wait_until_answered(), std::chrono::seconds(5));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
}

TEST_F(PostgresTest, ASlowStatementIsEndedByTheServerAndTheConnectionStays) {
    options.statement_timeout = milliseconds(100);
    open();
    EXPECT_THROW(on_loop(database->one<std::string>(kSleep, 10.0)), Unavailable);
    EXPECT_THROW(on_loop(database->transact([](Transaction& transaction) -> Task<void> {
                     co_await transaction.one<std::string>(kSleep, 10.0);
                 })),
                 Unavailable);
    on_loop(database->execute(kInsert, 1, "a"));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
}

/// Updates two rows in the order given, meeting the other caller in between in its first run.
Task<void> update_both(Database& database, std::int64_t first, std::int64_t second,
                       std::atomic<int>& met, std::atomic<int>& runs) {
    bool waited = false;
    co_await database.transact([&](Transaction& transaction) -> Task<void> {
        ++runs;
        co_await transaction.execute(kUpdate, first, "x");
        if (!std::exchange(waited, true)) {
            ++met;
            while (met < 2) {
                co_await async::sleep_for(milliseconds(1));
            }
        }
        co_await transaction.execute(kUpdate, second, "x");
    });
}

Task<void> count_down_after(Task<void> task, std::atomic<int>& running) {
    co_await std::move(task);
    --running;
}

TEST_F(PostgresTest, ADeadlockIsRunAgain) {
    options.statement_timeout = milliseconds(5000);
    open();
    on_loop(database->execute(kInsert, 1, ""));
    on_loop(database->execute(kInsert, 2, ""));
    std::atomic<int> met = 0;
    std::atomic<int> runs = 0;
    std::atomic<int> running = 2;
    async::spawn(loops.at(0), "update",
                 count_down_after(update_both(*database, 1, 2, met, runs), running));
    async::spawn(loops.at(1), "update",
                 count_down_after(update_both(*database, 2, 1, met, runs), running));
    while (running > 0) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    // The one that runs again may overtake the one that was let through: then they meet once more.
    EXPECT_GE(runs, 3);
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)), "xx");
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 2)), "xx");
}

/// Loses `conflicts` serialization conflicts before it succeeds; gives how often it ran.
Task<int> conflicting(Database& database, int conflicts) {
    int runs = 0;
    co_await database.transact([&](Transaction& transaction) -> Task<void> {
        ++runs;
        co_await transaction.execute(kRepeatable);
        co_await transaction.one<std::int64_t>(kCount);
        if (runs <= conflicts) {
            co_await database.execute(kUpdate, 1, "o");
        }
        co_await transaction.execute(kUpdate, 1, "x");
    });
    co_return runs;
}

TEST_F(PostgresTest, ASerializationFailureIsRunAgainTwice) {
    open();
    on_loop(database->execute(kInsert, 1, ""));
    EXPECT_EQ(on_loop(conflicting(*database, 2)), 3);
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)), "oox");
    EXPECT_THROW(on_loop(conflicting(*database, 3)), Unavailable);
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)), "ooxooo");
}

Task<void> divide(Database& database, int by, std::atomic<int>& right, std::atomic<int>& failed) {
    try {
        right += co_await database.one<int>(kDivide, by) == 12 / by;
    } catch (const StatementFailed&) {
        ++failed;
    }
}

Task<void> count_numbers(Database& database, std::atomic<int>& right) {
    right += co_await database.one<int>(kCount) == 0;
}

TEST_F(PostgresTest, AReadThatFailsDoesNotHarmThoseThatShareItsSync) {
    open();
    std::atomic<int> right = 0;
    std::atomic<int> failed = 0;
    // One handler starts them all, so they share a Sync; the second kind is prepared behind the
    // failure, and used by the next Sync as if it had been.
    for (int turn = 0; turn < 3; ++turn) {
        asio::post(loops.at(0), [&] {
            for (int by = 0; by < 4; ++by) {
                async::spawn(loops.at(0), "divide", divide(*database, by, right, failed));
                async::spawn(loops.at(0), "count", count_numbers(*database, right));
            }
        });
    }
    const auto deadline = steady_clock::now() + std::chrono::seconds(10);
    while (right + failed < 24 && steady_clock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_EQ(failed, 3);
    EXPECT_EQ(right, 21);
}

/// What became of writes that were started together.
struct Writes {
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> running = 0;

    void wait() const {
        const auto deadline = steady_clock::now() + std::chrono::seconds(30);
        while (running > 0 && steady_clock::now() < deadline) {
            std::this_thread::sleep_for(milliseconds(1));
        }
        EXPECT_EQ(running, 0);
    }
};

Task<void> add(Database& database, std::int64_t row, std::int64_t value, Writes& writes) {
    try {
        co_await database.one<std::int64_t>(kAdd, sum_id(row), value);
        ++writes.done;
    } catch (const ConstraintFailed&) {
        ++writes.refused;
    }
    --writes.running;
}

TEST_F(PostgresTest, WritesThatWaitTogetherShareACommit) {
    options.write_connections = 1;
    open();
    for (std::int64_t row = 0; row < 20; ++row) {
        on_loop(database->execute(kInsertSum, sum_id(row), 0));
    }
    EXPECT_THROW(on_loop(database->execute(kNoRow, 1)), std::logic_error);
    Writes writes;
    writes.running = 20;
    asio::post(loops.at(0), [&] {
        for (std::int64_t row = 0; row < 20; ++row) {
            async::spawn(loops.at(0), "add", add(*database, row, row + 1, writes));
        }
    });
    writes.wait();
    EXPECT_EQ(writes.done, 20);
    EXPECT_LE(on_loop(database->one<std::int64_t>(kCommits)), 3);
    const auto sums = on_loop(database->all<std::int64_t>(kSums));
    for (std::size_t row = 0; row < sums.size(); ++row) {
        EXPECT_EQ(sums[row], static_cast<std::int64_t>(row) + 1);
    }
}

TEST_F(PostgresTest, AWriteThatFailsDoesNotHarmThoseThatShareItsCommit) {
    options.write_connections = 1;
    open();
    for (std::int64_t row = 0; row < 20; ++row) {
        on_loop(database->execute(kInsertSum, sum_id(row), 0));
    }
    Writes writes;
    for (int turn = 0; turn < 10; ++turn) {
        writes.running += 20;
        asio::post(loops.at(0), [&] {
            for (std::int64_t row = 0; row < 20; ++row) {
                async::spawn(loops.at(0), "add",
                             add(*database, row, row % 7 == 3 ? 1000 : 1, writes));
            }
        });
    }
    writes.wait();
    EXPECT_EQ(writes.refused, 30);
    EXPECT_EQ(writes.done, 170);
    const auto sums = on_loop(database->all<std::int64_t>(kSums));
    for (std::size_t row = 0; row < sums.size(); ++row) {
        EXPECT_EQ(sums[row], row % 7 == 3 ? 0 : 10) << row;
    }
}

TEST_F(PostgresTest, WritesThatShareACommitDoNotLockEachOtherOut) {
    options.write_connections = 4;
    open();
    constexpr std::int64_t kRows = 16;
    for (std::int64_t row = 0; row < kRows; ++row) {
        on_loop(database->execute(kInsertSum, sum_id(row), 0));
    }
    Writes writes;
    for (int turn = 0; turn < 100; ++turn) {
        for (std::size_t loop = 0; loop < 2; ++loop) {
            writes.running += kRows;
            asio::post(loops.at(loop), [&, loop] {
                for (std::int64_t row = 0; row < kRows; ++row) {
                    // The two loops name the rows in opposite orders.
                    async::spawn(loops.at(loop), "add",
                                 add(*database, loop == 0 ? row : kRows - 1 - row, 1, writes));
                }
            });
        }
    }
    writes.wait();
    EXPECT_EQ(writes.done, 200 * kRows);
    for (const auto sum : on_loop(database->all<std::int64_t>(kSums))) {
        EXPECT_EQ(sum, 200);
    }
    // Those who leave report what they counted.
    database->close();
    async::Loops own(1);
    const auto after = sql::open(options, own);
    own.start();
    EXPECT_EQ(async::run_on(own.at(0), after->one<std::int64_t>(kDeadlocks)), 0);
    after->close();
    own.stop();
}

Task<void> hold_lock(Database& database, std::atomic<bool>& locked, std::atomic<bool>& hold) {
    co_await database.transact([&](Transaction& transaction) -> Task<void> {
        co_await transaction.execute(kLock);
        locked = true;
        while (hold) {
            co_await async::sleep_for(milliseconds(5));
        }
    });
}

TEST_F(PostgresTest, AnExhaustedPoolRefusesInTimeAndRecovers) {
    options.write_connections = 2;
    options.acquire_timeout = milliseconds(300);
    options.statement_timeout = milliseconds(1500);
    open();
    EXPECT_EQ(on_loop(database->one<std::string>(kSleep, 0.0)), "");
    std::atomic<bool> locked = false;
    std::atomic<bool> hold = true;
    async::spawn(loops.at(0), "hold", hold_lock(*database, locked, hold));
    while (!locked) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    const auto start = steady_clock::now();
    EXPECT_THROW(on_loop(database->execute(kInsert, 1, "a")), Unavailable);
    EXPECT_LT(steady_clock::now() - start, milliseconds(1000));
    EXPECT_EQ(on_loop(database->one<std::string>(kSleep, 0.0)), "");
    hold = false;
    on_loop(database->execute(kInsert, 2, "b"));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
}

TEST_F(PostgresTest, LargeTextsPassInBothDirections) {
    options.statement_timeout = milliseconds(10'000);
    open();
    const std::string text(8 << 20, 'x');
    on_loop(database->execute(kInsert, 1, text));
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)), text);
    on_loop(database->transact([&text](Transaction& transaction) -> Task<void> {
        co_await transaction.execute(kUpdate, 1, text);
    }));
    EXPECT_EQ(on_loop(database->one<std::string>(kValue, 1)).size(), 2 * text.size());
}

/// Makes the whole server read-only, as the old primary is after a failover, for a while.
class Fence {
public:
    Fence(async::Loops& loops, Database& administrator) : loops_(loops), database_(administrator) {
        set("ALTER SYSTEM SET default_transaction_read_only = on");
    }
    ~Fence() { lift(); }
    Fence(const Fence&) = delete;
    Fence& operator=(const Fence&) = delete;
    void lift() {
        if (!std::exchange(lifted_, true)) {
            set("ALTER SYSTEM RESET default_transaction_read_only");
        }
    }

private:
    void set(std::string_view statement) {
        static constexpr Query kReload{"reload", "SELECT pg_reload_conf()::int"};
        const Query change{statement, statement};
        async::run_on(loops_.at(0), database_.execute(change));
        async::run_on(loops_.at(0), database_.one<int>(kReload));
    }
    async::Loops& loops_;
    Database& database_;
    bool lifted_ = false;
};

TEST_F(PostgresTest, AFencedPrimaryIsLeftUntilItMayBeWrittenAgain) {
    options.acquire_timeout = milliseconds(300);
    open();
    on_loop(database->execute(kInsert, 1, "a"));
    async::Loops own(1);
    OpenOptions any = options;
    any.url += "?target_session_attrs=any";
    const auto administrator = sql::open(any, own);
    own.start();
    {
        Fence fence(own, *administrator);
        const auto deadline = steady_clock::now() + std::chrono::seconds(20);
        bool refused = false;
        for (std::int64_t number = 2; !refused && steady_clock::now() < deadline; ++number) {
            try {
                on_loop(database->execute(kInsert, number, "b"));
            } catch (const Unavailable&) {
                refused = true;
            }
        }
        EXPECT_TRUE(refused);
        EXPECT_THROW(on_loop(database->execute(kInsert, 0, "c")), Unavailable);
        fence.lift();
        bool written = false;
        while (!written && steady_clock::now() < deadline) {
            try {
                on_loop(database->execute(kInsert, -1, "d"));
                written = true;
            } catch (const Unavailable&) {
            }
        }
        EXPECT_TRUE(written);
    }
    administrator->close();
    own.stop();
}

/// A write through a connection that is cut at some byte of the server's answers.
TEST_F(PostgresTest, ACutConnectionNeverLiesAndIsNotUsedAgain) {
    CuttingProxy proxy(server->port());
    const std::string port = ":" + std::to_string(server->port()) + "/";
    options.url.replace(options.url.find(port), port.size(),
                        ":" + std::to_string(proxy.port()) + "/");
    options.write_connections = 1;
    async::Loops one(1);
    const auto cut = sql::open(options, one);
    one.start();
    const auto insert = [&](std::int64_t number, bool in_transaction) {
        if (!in_transaction) {
            async::run_on(one.at(0), cut->execute(kInsert, number, "a"));
            return;
        }
        async::run_on(one.at(0), cut->transact([number](Transaction& transaction) -> Task<void> {
            co_await transaction.execute(kInsert, number, "a");
            co_await transaction.execute(kUpdate, number, "b");
        }));
    };
    std::set<std::int64_t> acknowledged;
    std::int64_t number = 0;
    const auto try_insert = [&](bool in_transaction) {
        try {
            insert(++number, in_transaction);
            acknowledged.insert(number);
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    };
    int cuts = 0;
    for (const bool in_transaction : {false, true}) {
        for (std::ptrdiff_t bytes = 1; bytes <= 120; bytes += in_transaction ? 1 : 2) {
            proxy.never_cut();
            // At most once: the cut may come to light only now.
            ASSERT_TRUE(try_insert(in_transaction) || try_insert(in_transaction));
            proxy.cut_after(bytes);
            cuts += try_insert(in_transaction) ? 0 : 1;
        }
    }
    cut->close();
    one.stop();
    EXPECT_GT(cuts, 60);

    options.url = server->url(options.url.substr(options.url.rfind('/') + 1));
    open();
    std::multiset<std::int64_t> present;
    for (const auto found : on_loop(database->all<std::int64_t>(kNumbers))) {
        present.insert(found);
    }
    for (const auto expected : acknowledged) {
        EXPECT_EQ(present.count(expected), 1u) << expected;
    }
    EXPECT_LE(present.size(), static_cast<std::size_t>(number));
}

Task<void> insert_and_tell(Database& database, std::int64_t number, std::atomic<int>& done,
                           std::atomic<int>& refused) {
    try {
        co_await database.execute(kInsert, number, "");
        ++done;
    } catch (const Unavailable&) {
        ++refused;
    }
}

TEST_F(PostgresTest, MoreThanTheQueueHoldsIsRefusedAndCloseFinishesTheRest) {
    options.writer_queue = 5;
    options.write_connections = 1;
    open();
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    asio::post(loops.at(0), [&] {
        for (std::int64_t number = 0; number < 50; ++number) {
            async::spawn(loops.at(0), "insert", insert_and_tell(*database, number, done, refused));
        }
    });
    while (refused == 0) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    database->close();
    EXPECT_FALSE(on_loop(database->healthy()));
    EXPECT_EQ(done + refused, 50);
    EXPECT_GE(done, 5);
    database.reset();
    EXPECT_GE(refused, 40);
}

}  // namespace
}  // namespace gatehouse::sql::postgres
