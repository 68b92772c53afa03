#include "platform/sql/maintenance.hpp"

#include <fstream>

#include <sys/stat.h>

#include "platform/sql/database_fixture_test.hpp"
#include "platform/sql/errors.hpp"

namespace gatehouse::sql {
namespace {

constexpr Query kInsert{"sample_insert", "INSERT INTO notes (id) VALUES ($1)"};
constexpr Query kCount{"sample_count", "SELECT count(*) FROM notes"};

class MaintenanceTest : public DatabaseTest {
protected:
    void open_notes() { open("CREATE TABLE notes (id BIGINT NOT NULL PRIMARY KEY);"); }

    [[nodiscard]] std::filesystem::path file() const {
        return directory.path() / ("snapshot" + std::string{snapshot_suffix(options)});
    }

    /// The options of another, empty place of the same kind.
    [[nodiscard]] OpenOptions elsewhere() const {
        OpenOptions other = options;
        other.url = on_sqlite() ? "sqlite:" + (directory.path() / "other").string()
                                : gatehouse::testing::PostgresServer::shared()->fresh_url();
        return other;
    }
};

TEST_P(MaintenanceTest, InspectingMakesNothing) {
    const Inspection found = inspect(options);
    EXPECT_FALSE(found.present);
    EXPECT_TRUE(found.empty);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
    EXPECT_FALSE(inspect(options).present);
}

TEST_P(MaintenanceTest, LabelsStayAsTheyWereFirstGiven) {
    open_notes();
    EXPECT_TRUE(inspect(options).labels.empty());
    const Labels first{{"key_ring", "a"}};
    EXPECT_EQ(add_labels(options, first), first);
    const Labels second{{"key_ring", "b"}, {"pepper", "c"}};
    const Labels both{{"key_ring", "a"}, {"pepper", "c"}};
    EXPECT_EQ(add_labels(options, second), both);
    const Inspection found = inspect(options);
    EXPECT_EQ(found.labels, both);
    EXPECT_TRUE(found.present);
    EXPECT_FALSE(found.empty);
    EXPECT_EQ(found.applied, 1U);
    EXPECT_FALSE(found.holds_rows);
    execute(kInsert, std::int64_t{1});
    EXPECT_TRUE(inspect(options).holds_rows);
}

TEST_P(MaintenanceTest, TellsHowSafeItsDataAre) {
    open_notes();
    const Condition found = examine(options);
    if (on_sqlite()) {
        EXPECT_EQ(found,
                  (Condition{{"journal_mode", "wal"}, {"synchronous", "2"}, {"damage", "ok"}}));
        EXPECT_EQ(file_of_database(options), directory.path() / "sample.sqlite");
        return;
    }
    EXPECT_EQ(found.at("fsync"), "on");
    EXPECT_EQ(found.at("synchronous_commit"), "on");
    EXPECT_EQ(found.at("full_page_writes"), "on");
    EXPECT_EQ(found.at("encrypted"), "false");
    EXPECT_EQ(found.at("host"), "127.0.0.1");
    EXPECT_EQ(found.at("in_recovery"), "false");
    EXPECT_EQ(found.at("superuser"), "true");
    EXPECT_EQ(found.at("may_create"), "true");
    EXPECT_EQ(found.at("max_connections"), "120");
    EXPECT_GT(std::stoll(found.at("now_ms")), 1'700'000'000'000);
    EXPECT_TRUE(file_of_database(options).empty());
}

TEST_P(MaintenanceTest, F22_ASnapshotHoldsTheStateOfItsBegin) {
    open_notes();
    for (std::int64_t id = 1; id <= 100; ++id)
        execute(kInsert, id);
    const auto snapshot = take_snapshot(options);
    for (std::int64_t id = 101; id <= 200; ++id)
        execute(kInsert, id);
    snapshot->write_to(file());
    EXPECT_EQ(snapshot->applied(), 1U);
    struct stat status{};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    EXPECT_EQ(one<std::int64_t>(kCount), 200) << "the database goes on";

    const OpenOptions other = elsewhere();
    restore_snapshot(other, file());
    EXPECT_TRUE(inspect(other).present);
    const auto restored = sql::open(other, loops);
    EXPECT_EQ(on_loop(restored->one<std::int64_t>(kCount)), 100);
    EXPECT_EQ(on_loop(restored->execute(kInsert, std::int64_t{101})), 1);
    restored->close();
}

TEST_P(MaintenanceTest, F22_NothingIsRestoredOntoData) {
    open_notes();
    execute(kInsert, std::int64_t{1});
    take_snapshot(options)->write_to(file());
    execute(kInsert, std::int64_t{2});
    EXPECT_THROW(restore_snapshot(options, file()), std::runtime_error);
    EXPECT_EQ(one<std::int64_t>(kCount), 2);
}

TEST_P(MaintenanceTest, F22_ASnapshotIsWrittenToANewFileOnly) {
    open_notes();
    std::ofstream(file()) << "something";
    EXPECT_THROW(take_snapshot(options)->write_to(file()), std::runtime_error);
}

TEST_P(MaintenanceTest, F22_WhatIsNoSnapshotIsNotRestored) {
    std::ofstream(file()) << std::string(20'000, 'x');
    const OpenOptions other = elsewhere();
    EXPECT_THROW(restore_snapshot(other, file()), std::runtime_error);
}

TEST_P(MaintenanceTest, WithoutADatabaseThereIsNoSnapshot) {
    EXPECT_THROW((void)take_snapshot(options), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(Databases, MaintenanceTest, kBothDatabases, kDatabaseName);

/// A database in a file with one row.
OpenOptions file_with_a_row(const std::filesystem::path& folder) {
    OpenOptions options;
    options.url = "sqlite:" + folder.string();
    options.service = "sample";
    migrate(options, std::vector<Migration>{{"0001_schema.sql",
                                             "CREATE TABLE notes (id BIGINT NOT NULL PRIMARY KEY);"
                                             "INSERT INTO notes (id) VALUES (1);"}});
    return options;
}

TEST(RestoreTest, F22_WhatACutOffOneLeftIsNotMixedIn) {
    const gatehouse::testing::TempDirectory directory;
    const auto file = directory.path() / "snapshot.sqlite";
    take_snapshot(file_with_a_row(directory.path() / "one"))->write_to(file);
    OpenOptions other;
    other.url = "sqlite:" + (directory.path() / "two").string();
    other.service = "sample";
    std::filesystem::create_directory(directory.path() / "two");
    const auto place = file_of_database(other).string();
    for (const char* ending : {"-journal", "-wal", "-shm"}) {
        std::ofstream(place + ending) << std::string(4096, 'x');
    }
    restore_snapshot(other, file);
    for (const char* ending : {"-journal", "-wal", "-shm"}) {
        EXPECT_FALSE(std::filesystem::exists(place + ending));
    }
    EXPECT_TRUE(inspect(other).holds_rows);
    EXPECT_EQ(examine(other).at("damage"), "ok");
    discard_files(other);
    EXPECT_FALSE(inspect(other).present);
}

TEST(ExamineTest, NamesDamage) {
    const gatehouse::testing::TempDirectory directory;
    const OpenOptions options = file_with_a_row(directory.path());
    EXPECT_EQ(examine(options).at("damage"), "ok");
    std::fstream file(directory.path() / "sample.sqlite",
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(4096, 'x');
    file.close();
    EXPECT_NE(examine(options).at("damage"), "ok");
}

TEST(ClientProgramTest, AMissingProgramIsNamed) {
    auto* server = gatehouse::testing::PostgresServer::shared();
    if (server == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    const gatehouse::testing::TempDirectory directory;
    OpenOptions options;
    options.url = server->fresh_url();
    options.service = "sample";
    migrate(options,
            std::vector<Migration>{{"0001_schema.sql", "CREATE TABLE notes (id BIGINT);"}});
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", directory.path().c_str(), 1);
    try {
        take_snapshot(options)->write_to(directory.path() / "x.dump");
        ADD_FAILURE() << "pg_dump was found";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string{error.what()}.find("pg_dump is not installed"), std::string::npos)
            << error.what();
    }
    ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace gatehouse::sql
