#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/sql/database_fixture_test.hpp"

namespace gatehouse::sql {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::string_view kUsers = "CREATE TABLE users (id BIGINT NOT NULL PRIMARY KEY)";
constexpr std::string_view kNames = R"sql(
CREATE TABLE names (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE INDEX names_by_name ON names (name);
INSERT INTO names (id, name) VALUES (1, 'one'), (2, 'two'))sql";
constexpr std::string_view kMore = R"sql(
ALTER TABLE names ADD COLUMN extra TEXT;
UPDATE names SET extra = name;
CREATE TABLE links (a BIGINT REFERENCES names (id), b BIGINT);
CREATE UNIQUE INDEX links_unique ON links (a, b))sql";

const std::vector<Migration> kAll{
    {"0001_users.sql", kUsers}, {"folder/0002_names.sql", kNames}, {"0003_more.sql", kMore}};

constexpr Query kApplied{"applied", "SELECT file FROM schema_migrations ORDER BY version"};
constexpr Query kSqliteDump{"dump", R"sql(
SELECT coalesce(sql, name) FROM sqlite_schema UNION ALL
SELECT id || name || coalesce(extra, '') FROM names ORDER BY 1)sql"};
constexpr Query kPostgresDump{"dump", R"sql(
SELECT table_name || '.' || column_name || ':' || data_type || is_nullable AS line
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexdef || i.indisvalid FROM pg_indexes
JOIN pg_index i ON i.indexrelid = indexname::regclass WHERE schemaname = 'public'
UNION ALL SELECT conname || contype::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT id || name || coalesce(extra, '') FROM names ORDER BY 1)sql"};

class MigrationsTest : public DatabaseTest {
protected:
    std::vector<std::string> applied() { return read(options, kApplied); }

    std::vector<std::string> dump(const OpenOptions& used) {
        return read(used, on_sqlite() ? kSqliteDump : kPostgresDump);
    }

    static std::vector<std::string> read(const OpenOptions& used, const Query& query) {
        async::Loops own(1);
        const auto opened = sql::open(used, own);
        own.start();
        auto rows = async::run_on(own.at(0), opened->all<std::string>(query));
        opened->close();
        own.stop();
        return rows;
    }

    /// What a fresh database looks like once all is applied.
    std::vector<std::string> fresh_dump() {
        OpenOptions fresh = options;
        fresh.service = "fresh";
        migrate(fresh, kAll);
        return dump(fresh);
    }
};
INSTANTIATE_TEST_SUITE_P(Both, MigrationsTest, kBothDatabases, kDatabaseName);

TEST_P(MigrationsTest, AreAppliedOnceAndInOrder) {
    EXPECT_EQ(migrate(options, std::vector(kAll.begin(), kAll.begin() + 1)), 1u);
    EXPECT_EQ(migrate(options, kAll), 2u);
    EXPECT_EQ(migrate(options, kAll), 0u);
    EXPECT_THAT(applied(), ElementsAre("0001_users.sql", "0002_names.sql", "0003_more.sql"));
    EXPECT_EQ(dump(options), fresh_dump());
}

TEST_P(MigrationsTest, AnOverrideReplacesTheFileOnItsDatabase) {
    migrate(options, std::vector<Migration>{{"0001_a.postgres.sql", "CREATE TABLE a (id uuid)"},
                                            {"0001_a.sql", "CREATE TABLE a (id TEXT) STRICT"}});
    EXPECT_THAT(applied(), ElementsAre(on_sqlite() ? "0001_a.sql" : "0001_a.postgres.sql"));
}

TEST_P(MigrationsTest, AChangedFileIsRefused) {
    migrate(options, kAll);
    auto changed = kAll;
    changed[1].text = kUsers;
    EXPECT_THAT([&] { migrate(options, changed); },
                ThrowsMessage<std::runtime_error>(HasSubstr("0002_names.sql was changed")));
}

TEST_P(MigrationsTest, ANewerDatabaseIsRefused) {
    migrate(options, kAll);
    const std::vector older(kAll.begin(), kAll.begin() + 2);
    EXPECT_THAT(
        [&] { migrate(options, older); },
        ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("newer"), HasSubstr("0003_more.sql"))));
}

TEST_P(MigrationsTest, NamesAndNumbersAreChecked) {
    const auto refused = [&](std::vector<Migration> files, std::string_view why) {
        EXPECT_THAT([&] { migrate(options, files); },
                    ThrowsMessage<std::runtime_error>(HasSubstr(why)));
    };
    refused({{"1_users.sql", kUsers}}, "1_users.sql: a migration is named like");
    refused({{"0001_users.txt", kUsers}}, "named like");
    refused({{"0001_users.oracle.sql", kUsers}}, "named like");
    refused({{"0000_users.sql", kUsers}}, "named like");
    refused({{"0002_users.sql", kUsers}}, "migration 1 is missing");
    refused({{"0001_a.sql", kUsers}, {"0003_b.sql", kNames}}, "migration 2 is missing");
    refused({{"0001_a.sql", kUsers}, {"0001_b.sql", kNames}}, "number 1 is taken twice");
    refused({{"0001_a.sql", kUsers}, {"0001_a.sql", kNames}}, "number 1 is taken twice");
    refused({{"0001_a.postgres.sql", kUsers}}, "0001_a.sql is missing");
}

TEST_P(MigrationsTest, AFailureAtAnyStatementLeavesNothingOfItsFile) {
    std::vector<std::string> statements;
    for (std::size_t start = 0; start < kMore.size();) {
        const auto end = std::min(kMore.find(';', start), kMore.size() - 1);
        statements.emplace_back(kMore.substr(start, end - start + 1));
        start = end + 1;
    }
    ASSERT_EQ(statements.size(), 4u);
    for (std::size_t good = 0; good <= statements.size(); ++good) {
        std::string text;
        for (std::size_t index = 0; index < good; ++index) {
            text += statements[index];
        }
        text += ";SELECT nothing FROM nowhere;";
        auto broken = kAll;
        broken[2].text = text;
        EXPECT_THAT([&] { migrate(options, broken); },
                    ThrowsMessage<std::runtime_error>(HasSubstr("migration 0003_more.sql")));
        EXPECT_THAT(applied(), ElementsAre("0001_users.sql", "0002_names.sql"));
    }
    EXPECT_EQ(migrate(options, kAll), 1u);
    EXPECT_EQ(dump(options), fresh_dump());
}

TEST_P(MigrationsTest, MayNotEndTheirTransaction) {
    const std::vector<Migration> files{
        {"0001_a.sql", "CREATE TABLE a (id BIGINT); COMMIT; CREATE TABLE b (id BIGINT)"}};
    EXPECT_THAT([&] { migrate(options, files); },
                ThrowsMessage<std::runtime_error>(HasSubstr("must not end its transaction")));
}

TEST_P(MigrationsTest, ProgramsAtTheSameTimeApplyEachOnce) {
    std::vector<std::thread> programs;
    std::atomic<std::size_t> count = 0;
    for (int program = 0; program < 4; ++program) {
        programs.emplace_back([&] { count += migrate(options, kAll); });
    }
    for (auto& program : programs) {
        program.join();
    }
    EXPECT_EQ(count, kAll.size());
    EXPECT_EQ(dump(options), fresh_dump());
}

TEST_P(MigrationsTest, SurviveBeingKilled) {
    int killed = 0;
    for (int round = 0; round < 200 && killed < 12; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                migrate(options, kAll);
                ::_exit(0);
            } catch (...) {
                ::_exit(1);
            }
        }
        std::this_thread::sleep_for(std::chrono::microseconds(1000 + 700 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        if (WIFSIGNALED(status)) {
            ++killed;
        } else {
            ASSERT_EQ(status, 0);
            break;
        }
    }
    EXPECT_GT(killed, 0);
    migrate(options, kAll);
    EXPECT_EQ(migrate(options, kAll), 0u);
    EXPECT_EQ(dump(options), fresh_dump());
}

TEST(Open, RefusesAUrlItDoesNotUnderstandWithoutRepeatingIt) {
    async::Loops loops(1);
    OpenOptions options;
    options.service = "sample";
    for (const char* url : {"mysql://user:secret@host/db", "", "sqlite:", "postgresql://[secret"}) {
        options.url = url;
        EXPECT_THAT([&] { sql::open(options, loops); },
                    ThrowsMessage<std::invalid_argument>(::testing::Not(HasSubstr("secret"))))
            << url;
    }
}

}  // namespace
}  // namespace gatehouse::sql
