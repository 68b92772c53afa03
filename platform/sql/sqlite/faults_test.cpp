#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "platform/async/loops.hpp"
#include "platform/sql/open.hpp"
#include "platform/sql/sqlite/fault_vfs_test.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::sql::sqlite {
namespace {

constexpr Query kInsert{"insert", "INSERT INTO numbers (n, body) VALUES ($1, $2)"};
constexpr Query kCount{"count", "SELECT count(*) FROM numbers"};
const std::vector<Migration> kSchema{
    {"0001_numbers.sql",
     "CREATE TABLE numbers (n INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;"
     "CREATE INDEX numbers_by_body ON numbers (body)"}};

class SqliteFaultsTest : public ::testing::Test {
protected:
    SqliteFaultsTest() : loops(1) {
        options.url = "sqlite:" + directory.path().string();
        options.service = "sample";
        options.acquire_timeout = Milliseconds(30'000);
        options.statement_timeout = Milliseconds(10'000);
    }
    ~SqliteFaultsTest() override { close(); }

    void open() {
        migrate(options, kSchema);
        database = sql::open(options, loops);
        loops.start();
    }
    void close() {
        vfs.decide = nullptr;
        vfs.changed = nullptr;
        if (database) {
            database->close();
        }
        loops.stop();
        database.reset();
    }
    template <class T>
    T on_loop(Task<T> task) {
        return async::run_on(loops.at(0), std::move(task));
    }
    /// Gives whether the row was acknowledged.
    bool insert(std::int64_t number) {
        try {
            on_loop(database->execute(kInsert, number, std::string(300, 'a' + number % 26)));
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }

    FaultVfs vfs;
    gatehouse::testing::TempDirectory directory;
    OpenOptions options;
    async::Loops loops;
    std::unique_ptr<Database> database;
};

/// What another program finds in a database.
struct Found {
    std::string integrity;
    std::vector<std::int64_t> numbers;
};

Found look_into(const std::filesystem::path& file) {
    Found found;
    sqlite3* database = nullptr;
    sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, "unix");
    const auto text = [](void* result, int, char** columns, char**) {
        *static_cast<std::string*>(result) += columns[0];
        return 0;
    };
    const auto number = [](void* result, int, char** columns, char**) {
        static_cast<std::vector<std::int64_t>*>(result)->push_back(std::atoll(columns[0]));
        return 0;
    };
    // A copy that is looked at once need not be synced.
    sqlite3_exec(database, "PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
    if (sqlite3_exec(database, "PRAGMA integrity_check", text, &found.integrity, nullptr) !=
        SQLITE_OK) {
        found.integrity = sqlite3_errmsg(database);
    }
    sqlite3_exec(database, "SELECT n FROM numbers ORDER BY n", number, &found.numbers, nullptr);
    sqlite3_close(database);
    return found;
}

/// Inserts rows one after the other while the power goes again and again, and counts the images of
/// the disk that lack an acknowledged row or are damaged.
class PowerLoss {
public:
    PowerLoss(FaultVfs& vfs, std::atomic<std::int64_t>& acknowledged)
        : vfs_(vfs), acknowledged_(acknowledged) {}

    void happen() {
        if (random_() % 4 != 0) {
            return;
        }
        ++images;
        const gatehouse::testing::TempDirectory folder;
        vfs_.write_image(folder.path(), random_);
        if (acknowledged_ == 0) {
            return;
        }
        const Found found = look_into(folder.path() / "sample.sqlite");
        damaged += found.integrity == "ok" ? 0 : 1;
        const auto count = static_cast<std::int64_t>(found.numbers.size());
        const bool gap = count != 0 && found.numbers.back() != count;
        lost += count < acknowledged_ || gap ? 1 : 0;
    }

    std::atomic<int> images = 0;
    std::atomic<int> damaged = 0;
    std::atomic<int> lost = 0;

private:
    FaultVfs& vfs_;
    std::atomic<std::int64_t>& acknowledged_;
    std::mt19937_64 random_{20'260'131};
};

TEST_F(SqliteFaultsTest, APowerLossLosesNothingThatWasAnswered) {
    std::atomic<std::int64_t> acknowledged = 0;
    PowerLoss power(vfs, acknowledged);
    vfs.changed = [&power] { power.happen(); };
    open();
    const char* asked = std::getenv("GATEHOUSE_POWER_LOSSES");
    const int wanted = asked == nullptr ? 600 : std::atoi(asked);
    while (power.images < wanted) {
        ASSERT_TRUE(insert(acknowledged + 1));
        ++acknowledged;
        if (acknowledged % 40 == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(70));  // a checkpoint
        }
    }
    close();  // before what its thread calls is gone
    EXPECT_EQ(power.damaged, 0) << "of " << power.images;
    EXPECT_EQ(power.lost, 0) << "of " << power.images;
    EXPECT_GT(acknowledged, 40);
}

TEST_F(SqliteFaultsTest, ADiskThatLiesIsFoundOut) {
    std::atomic<std::int64_t> acknowledged = 0;
    PowerLoss power(vfs, acknowledged);
    vfs.sync_does_nothing = true;
    vfs.changed = [&power] { power.happen(); };
    open();
    while (power.images < 60) {
        ASSERT_TRUE(insert(acknowledged + 1));
        ++acknowledged;
    }
    close();
    EXPECT_GT(power.lost, 0);
}

TEST_F(SqliteFaultsTest, AFullDiskRefusesChangesAndServesReads) {
    open();
    ASSERT_TRUE(insert(1));
    std::atomic<bool> full = true;
    vfs.decide = [&full](FaultVfs::Operation operation, std::string_view) {
        return full && operation == FaultVfs::Operation::write ? SQLITE_FULL : SQLITE_OK;
    };
    EXPECT_FALSE(insert(2));
    EXPECT_FALSE(insert(3));
    EXPECT_EQ(on_loop(database->one<std::int64_t>(kCount)), 1);
    EXPECT_TRUE(on_loop(database->healthy()));
    full = false;
    EXPECT_TRUE(insert(4));
    close();
    EXPECT_THAT(look_into(directory.path() / "sample.sqlite").numbers,
                ::testing::ElementsAre(1, 4));
}

TEST_F(SqliteFaultsTest, NothingIsAcknowledgedAfterAFailedSync) {
    open();
    ASSERT_TRUE(insert(1));
    std::atomic<bool> failing = true;
    vfs.decide = [&failing](FaultVfs::Operation operation, std::string_view) {
        return failing && operation == FaultVfs::Operation::sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    };
    EXPECT_FALSE(insert(2));
    EXPECT_FALSE(on_loop(database->healthy()));
    EXPECT_FALSE(insert(3));
    failing = false;
    EXPECT_TRUE(insert(4));
    EXPECT_TRUE(on_loop(database->healthy()));
}

TEST_F(SqliteFaultsTest, IsHealthyAgainWithoutBeingAskedToChangeAnything) {
    open();
    ASSERT_TRUE(insert(1));
    std::atomic<bool> failing = true;
    vfs.decide = [&failing](FaultVfs::Operation operation, std::string_view) {
        return failing && operation == FaultVfs::Operation::sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    };
    EXPECT_FALSE(insert(2));
    EXPECT_FALSE(on_loop(database->healthy()));
    failing = false;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!on_loop(database->healthy()) && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(on_loop(database->healthy()));
}

TEST_F(SqliteFaultsTest, AnInputOutputErrorAnywhereLosesNothingThatWasAnswered) {
    open();
    std::atomic<int> until = 0;
    vfs.decide = [&until](FaultVfs::Operation operation, std::string_view) {
        if (--until != 0) {
            return SQLITE_OK;
        }
        return operation == FaultVfs::Operation::sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
    };
    std::vector<std::int64_t> acknowledged;
    std::int64_t number = 0;
    int refused = 0;
    for (int at = 1; at <= 60; ++at) {
        until = at % 20 + 1;
        for (int row = 0; row < 4; ++row) {
            ++number;
            if (insert(number)) {
                acknowledged.push_back(number);
            } else {
                ++refused;
            }
        }
        if (at % 10 == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(70));  // a checkpoint
        }
    }
    EXPECT_GT(refused, 10);
    until = 0;
    EXPECT_TRUE(insert(++number));
    acknowledged.push_back(number);
    close();
    const Found found = look_into(directory.path() / "sample.sqlite");
    EXPECT_EQ(found.integrity, "ok");
    EXPECT_THAT(found.numbers, ::testing::IsSupersetOf(acknowledged));
}

}  // namespace
}  // namespace gatehouse::sql::sqlite
