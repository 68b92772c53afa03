#include "platform/sql/postgres/migrate.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/postgres/blocking.hpp"

namespace gatehouse::sql::postgres {
namespace {

constexpr const char* kTable = R"sql(
CREATE TABLE IF NOT EXISTS schema_migrations (
    version bigint NOT NULL PRIMARY KEY,
    file text NOT NULL,
    checksum text NOT NULL,
    applied_at bigint NOT NULL
))sql";
// One lock for each database; the number only has to differ from other programs' locks.
constexpr const char* kLock = "SELECT pg_advisory_lock(7162845190334411)";

std::vector<AppliedStep> applied_steps(const Blocking& connection) {
    const ResultHandle result =
        connection.query("SELECT version, file, checksum FROM schema_migrations ORDER BY version");
    std::vector<AppliedStep> applied;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        applied.push_back({std::stoll(PQgetvalue(result.get(), row, 0)),
                           PQgetvalue(result.get(), row, 1), PQgetvalue(result.get(), row, 2)});
    }
    return applied;
}

void apply(const Blocking& connection, const Step& step) {
    const auto now = std::chrono::duration_cast<Milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    try {
        connection.run("BEGIN");
        connection.run(std::string(step.text));
        if (!connection.in_transaction()) {
            fail_migration(step, "must not end its transaction");
        }
        connection.run(
            "INSERT INTO schema_migrations (version, file, checksum, applied_at) "
            "VALUES ($1, $2, $3, $4)",
            {std::to_string(step.version), step.file, step.checksum, std::to_string(now.count())});
        connection.run("COMMIT");
    } catch (const StatementFailed& error) {
        fail_migration(step, error.what());
    }
}

}  // namespace

std::size_t migrate(const OpenOptions& options, std::span<const Step> steps) {
    const Blocking connection = connect_or_create(
        Parameters(options).with_setting("lock_timeout=60000").with_setting("statement_timeout=0"));
    // Held until the connection ends, however it ends.
    connection.run(kLock);
    connection.run(kTable);
    const std::size_t done = count_applied(steps, applied_steps(connection));
    for (const Step& step : steps.subspan(done)) {
        apply(connection, step);
    }
    return steps.size() - done;
}

}  // namespace gatehouse::sql::postgres
