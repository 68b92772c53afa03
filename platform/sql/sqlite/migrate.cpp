#include "platform/sql/sqlite/migrate.hpp"

#include <array>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/sql/sqlite/connection.hpp"
#include "platform/sql/sqlite/database.hpp"

namespace gatehouse::sql::sqlite {
namespace {

// How long a second program waits for the first one to finish a migration.
constexpr Milliseconds kLockTimeout{60'000};

constexpr Query kTable{"migrations_table", R"sql(
CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT)sql"};
constexpr Query kApplied{"migrations_applied", R"sql(
SELECT version, file, checksum FROM schema_migrations ORDER BY version)sql"};
constexpr Query kInsert{"migrations_insert", R"sql(
INSERT INTO schema_migrations (version, file, checksum, applied_at) VALUES ($1, $2, $3, $4))sql"};
constexpr Query kBroken{"migrations_broken_references", R"sql(
SELECT "table" FROM pragma_foreign_key_check LIMIT 1)sql"};

std::vector<AppliedStep> applied_steps(Connection& connection) {
    std::vector<AppliedStep> applied;
    const Result result = connection.run(kApplied, {});
    for (std::size_t index = 0; index < result.size(); ++index) {
        const Row row = result.row(index);
        applied.push_back(
            {row[0].integer(), std::string(row[1].bytes()), std::string(row[2].bytes())});
    }
    return applied;
}

void apply(Connection& connection, const Step& step) {
    try {
        connection.run_script(std::string(step.text));
        if (!connection.in_transaction()) {
            fail_migration(step, "must not end its transaction");
        }
        if (const Result broken = connection.run(kBroken, {}); !broken.empty()) {
            fail_migration(step, fmt::format("leaves rows of {} that refer to nothing",
                                             broken.row(0)[0].bytes()));
        }
    } catch (const ServiceUnavailable& error) {
        fail_migration(step, error.what());
    } catch (const StatementFailed& error) {
        fail_migration(step, error.what());
    }
    const std::array<Value, 4> values{
        step.version, std::string_view(step.file), std::string_view(step.checksum),
        std::int64_t{std::chrono::duration_cast<Milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count()}};
    connection.run(kInsert, values);
}

}  // namespace

std::size_t migrate(const OpenOptions& options, std::span<const Step> steps) {
    Connection connection(file_of(options), Role::writer, kLockTimeout, nullptr);
    // Rebuilding a table that others refer to needs this; the references are checked at the end.
    connection.run_script("PRAGMA foreign_keys = OFF;");
    for (std::size_t count = 0;; ++count) {
        // The lock of each transaction: what another program applied meanwhile is seen inside it.
        connection.run_script("BEGIN IMMEDIATE;");
        connection.run(kTable, {});
        const std::size_t done = count_applied(steps, applied_steps(connection));
        if (done < steps.size()) {
            apply(connection, steps[done]);
        }
        connection.run_script("COMMIT;");
        if (done == steps.size()) {
            return count;
        }
    }
}

}  // namespace gatehouse::sql::sqlite
