#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "platform/async/handoff.hpp"
#include "platform/async/loops.hpp"
#include "platform/sql/open.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::sql::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr Query kInsert{"insert", "INSERT INTO numbers (n) VALUES ($1)"};
constexpr Query kCount{"count", "SELECT count(*) FROM numbers"};
constexpr Query kBig{"big", "INSERT INTO texts (body) VALUES ($1)"};

/// Holds whoever passes until it is opened.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        opened_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        ++passing_;
        opened_.notify_all();
        opened_.wait(lock, [this] { return open_; });
    }
    void wait_for_someone() {
        std::unique_lock lock(mutex_);
        opened_.wait(lock, [this] { return passing_ > 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    int passing_ = 0;
    bool open_ = false;
};

/// Counts how often the statements of one name succeed.
class CountingObserver final : public Observer, public StatementMeter {
public:
    explicit CountingObserver(std::string_view counted) : counted_(counted) {}
    StatementMeter& meter(std::string_view, std::string_view operation) override {
        return operation == counted_ ? static_cast<StatementMeter&>(*this) : others_;
    }
    void record(std::chrono::nanoseconds, bool succeeded) noexcept override {
        count_ += succeeded ? 1 : 0;
    }
    [[nodiscard]] int count() const { return count_; }

private:
    struct Ignored final : StatementMeter {
        void record(std::chrono::nanoseconds, bool) noexcept override {}
    };
    std::string_view counted_;
    std::atomic<int> count_ = 0;
    Ignored others_;
};

class WriterTest : public ::testing::Test {
protected:
    WriterTest() : loops(2) {
        options.url = "sqlite:" + directory.path().string();
        options.service = "sample";
        options.acquire_timeout = Milliseconds(30'000);
        migrate(options, std::vector<Migration>{
                             {"0001_numbers.sql",
                              "CREATE TABLE numbers (n INTEGER NOT NULL PRIMARY KEY) STRICT;"
                              "CREATE TABLE texts (body TEXT NOT NULL) STRICT;"}});
    }
    ~WriterTest() override {
        gate.open();
        database->close();
        loops.stop();
    }
    void open() {
        database = sql::open(options, loops);
        loops.start();
    }
    template <class T>
    T on_loop(Task<T> task) {
        return async::run_on(loops.at(0), std::move(task));
    }

    /// Keeps the writer busy until the gate opens.
    void block_writer() {
        async::spawn(loops.at(1), "block", block(*database, gate));
        gate.wait_for_someone();
    }
    static Task<void> block(Database& database, Gate& gate) {
        co_await database.transact([&gate](Transaction&) -> Task<void> {
            gate.pass();
            co_return;
        });
    }

    gatehouse::testing::TempDirectory directory;
    OpenOptions options;
    CountingObserver commits{"commit"};
    Gate gate;
    async::Loops loops;
    std::unique_ptr<Database> database;
};

Task<void> insert(Database& database, int number, std::vector<std::string>& outcomes) {
    try {
        co_await database.execute(kInsert, number);
        outcomes.push_back("done");
    } catch (const Unavailable& error) {
        outcomes.push_back(error.what());
    } catch (const ConstraintFailed&) {
        outcomes.push_back("refused");
    }
}

Task<void> nothing() {
    co_return;
}

TEST_F(WriterTest, RefusesMoreThanItsQueueHolds) {
    options.writer_queue = 3;
    open();
    block_writer();
    std::vector<std::string> outcomes;
    for (int number = 0; number < 5; ++number) {
        async::spawn(loops.at(0), "insert", insert(*database, number, outcomes));
    }
    on_loop(nothing());
    on_loop(nothing());
    EXPECT_THAT(outcomes, ::testing::Each(HasSubstr("too many changes")));
    EXPECT_EQ(outcomes.size(), 2u);
    gate.open();
    database->close();
    on_loop(nothing());
    EXPECT_EQ(std::ranges::count(outcomes, "done"), 3);
}

TEST_F(WriterTest, RefusesWhatHasWaitedTooLong) {
    options.acquire_timeout = Milliseconds(20);
    open();
    block_writer();
    std::vector<std::string> outcomes;
    async::spawn(loops.at(0), "insert", insert(*database, 1, outcomes));
    on_loop(nothing());
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    gate.open();
    database->close();
    on_loop(nothing());
    EXPECT_THAT(outcomes, ::testing::ElementsAre(HasSubstr("waited too long")));
}

TEST_F(WriterTest, AnswersOnlyAfterTheCommit) {
    open();
    block_writer();
    std::vector<std::string> outcomes;
    for (int number : {1, 2, 2, 3}) {
        async::spawn(loops.at(0), "insert", insert(*database, number, outcomes));
    }
    on_loop(nothing());
    on_loop(nothing());
    EXPECT_TRUE(outcomes.empty());
    gate.open();
    database->close();
    on_loop(nothing());
    EXPECT_THAT(outcomes, ::testing::ElementsAre("done", "done", "refused", "done"));
}

class WriterGroupTest : public WriterTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(WriterGroupTest, CommitsAtMostAGroupAtOnce) {
    options.writer_group = GetParam();
    options.observer = &commits;
    open();
    block_writer();
    std::vector<std::string> outcomes;
    for (int number = 0; number < 6; ++number) {
        async::spawn(loops.at(0), "insert", insert(*database, number, outcomes));
    }
    on_loop(nothing());
    gate.open();
    database->close();
    on_loop(nothing());
    EXPECT_EQ(std::ranges::count(outcomes, "done"), 6);
    const std::size_t groups = (6 + GetParam() - 1) / GetParam();
    EXPECT_EQ(static_cast<std::size_t>(commits.count()), 1 + groups);
}
INSTANTIATE_TEST_SUITE_P(Sizes, WriterGroupTest, ::testing::Values(1, 4, 512));

Task<void> slow_insert(Database& database, std::vector<std::string>& outcomes) {
    constexpr Query kSlow{"slow", R"sql(
INSERT INTO numbers (n) WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n
WHERE i < 2000000000) SELECT i FROM n)sql"};
    try {
        co_await database.execute(kSlow);
        outcomes.push_back("slow done");
    } catch (const Unavailable&) {
        outcomes.push_back("slow ended");
    }
}

TEST_F(WriterTest, AStatementThatRunsOutOfTimeDoesNotHarmItsGroup) {
    options.statement_timeout = Milliseconds(100);
    open();
    block_writer();
    std::vector<std::string> outcomes;
    async::spawn(loops.at(0), "insert", insert(*database, 1, outcomes));
    async::spawn(loops.at(0), "slow", slow_insert(*database, outcomes));
    async::spawn(loops.at(0), "insert", insert(*database, 2, outcomes));
    async::spawn(loops.at(0), "insert", insert(*database, 2, outcomes));
    on_loop(nothing());
    on_loop(nothing());
    gate.open();
    database->close();
    on_loop(nothing());
    EXPECT_THAT(outcomes, ::testing::ElementsAre("done", "slow ended", "done", "refused"));
}

TEST_F(WriterTest, ABodyThatAwaitsSomethingElseIsAnError) {
    open();
    EXPECT_THAT(
        [&] {
            on_loop(database->transact([](Transaction& transaction) -> Task<void> {
                co_await transaction.execute(kInsert, 1);
                co_await async::sleep_for(std::chrono::milliseconds(1));
                co_await transaction.execute(kInsert, 2);
            }));
        },
        ThrowsMessage<StatementFailed>(HasSubstr("awaited something")));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 0);
    on_loop(database->execute(kInsert, 3));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
}

TEST_F(WriterTest, ALongLogIsCopiedIntoTheFileAndStartsAgain) {
    open();
    const std::string text(1 << 20, 'x');
    for (int number = 0; number < 100; ++number) {
        on_loop(database->execute(kBig, text));
    }
    const auto log = directory.path() / "sample.sqlite-wal";
    EXPECT_LT(std::filesystem::file_size(log), 80u << 20);
    EXPECT_GT(std::filesystem::file_size(directory.path() / "sample.sqlite"), 50u << 20);
}

TEST_F(WriterTest, FilesAreForTheirOwnerOnly) {
    open();
    on_loop(database->execute(kInsert, 1));
    for (const char* name : {"sample.sqlite", "sample.sqlite-wal"}) {
        const auto mode = std::filesystem::status(directory.path() / name).permissions();
        EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
}

TEST_F(WriterTest, AnotherProgramsLockIsWaitedForThenRefused) {
    options.statement_timeout = Milliseconds(100);
    open();
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open((directory.path() / "sample.sqlite").c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_THROW(on_loop(database->execute(kInsert, 1)), Unavailable);
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 0);
    ASSERT_EQ(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    on_loop(database->execute(kInsert, 1));
    sqlite3_close(other);
}

}  // namespace
}  // namespace gatehouse::sql::sqlite
