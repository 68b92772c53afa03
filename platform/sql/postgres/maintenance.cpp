#include "platform/sql/postgres/maintenance.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/postgres/blocking.hpp"
#include "platform/sql/postgres/client_program.hpp"

namespace gatehouse::sql::postgres {
namespace {

constexpr const char* kTables = R"sql(
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
WHERE pg_class.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND pg_namespace.nspname NOT LIKE 'pg\_%' AND pg_namespace.nspname <> 'information_schema')sql";
constexpr const char* kHasTable = "SELECT to_regclass($1) IS NOT NULL";
constexpr const char* kApplied = "SELECT count(*) FROM schema_migrations";
constexpr const char* kLabels = "SELECT name, value FROM database_labels";
constexpr const char* kCondition = R"sql(
SELECT name, setting FROM pg_settings
WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'max_connections')
UNION ALL SELECT 'version', current_setting('server_version')
UNION ALL SELECT 'in_recovery', CAST(pg_is_in_recovery() AS text)
UNION ALL SELECT 'superuser', CAST(rolsuper AS text) FROM pg_roles WHERE rolname = current_user
UNION ALL SELECT 'may_create',
    CAST(coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS text)
UNION ALL SELECT 'now_ms',
    CAST(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS text))sql";
constexpr const char* kRowStatement = R"sql(
SELECT 'SELECT ' || string_agg(
    'EXISTS (SELECT 1 FROM ' || CAST(CAST(pg_class.oid AS regclass) AS text) || ')', ' OR ')
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
WHERE pg_class.relkind = 'r' AND pg_namespace.nspname = current_schema()
    AND pg_class.relname NOT IN ('schema_migrations', 'database_labels'))sql";
constexpr const char* kLabelTable = R"sql(
CREATE TABLE IF NOT EXISTS database_labels (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
))sql";
constexpr const char* kAddLabel = R"sql(
INSERT INTO database_labels (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)sql";
// Two programs that make the same table at once: one of them would fail.
constexpr const char* kLock = "SELECT pg_advisory_xact_lock(7162845190334412)";

Parameters patient(const OpenOptions& options) {
    return Parameters(options)
        .with_setting("statement_timeout=0")
        .with_setting("lock_timeout=60000")
        .with_setting("idle_in_transaction_session_timeout=0");
}

/// A connection; nothing when the server is there but not the database.
std::optional<Blocking> connect_if_there(const Parameters& parameters) {
    try {
        return std::optional<Blocking>(std::in_place, parameters);
    } catch (const Unavailable&) {
        if (database_exists(parameters)) throw;
        return std::nullopt;
    }
}

bool has_table(const Blocking& connection, const std::string& name) {
    return connection.value(kHasTable, {name}) == "t";
}

Labels read_labels(const Blocking& connection) {
    const ResultHandle rows = connection.query(kLabels);
    Labels labels;
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
        labels.emplace(PQgetvalue(rows.get(), row, 0), PQgetvalue(rows.get(), row, 1));
    }
    return labels;
}

/// A transaction whose snapshot pg_dump takes over.
class PostgresSnapshot final : public Snapshot {
public:
    explicit PostgresSnapshot(const OpenOptions& options)
        : parameters_(patient(options)), connection_(parameters_) {
        connection_.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        id_ = connection_.value("SELECT pg_export_snapshot()");
        applied_ = std::stoul(connection_.value(kApplied));
    }

    [[nodiscard]] std::size_t applied() const override { return applied_; }

    void write_to(const std::filesystem::path& file) override {
        // Made here, so that it is never readable by others.
        const int made =
            ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (made < 0) {
            throw std::system_error(errno, std::generic_category(), file.string());
        }
        ::close(made);
        run_client_program("pg_dump", parameters_,
                           {"--format=custom", "--no-owner", "--no-privileges", "--snapshot=" + id_,
                            "--file=" + file.string()});
    }

private:
    Parameters parameters_;
    Blocking connection_;
    std::string id_;
    std::size_t applied_ = 0;
};

}  // namespace

Inspection inspect(const OpenOptions& options) {
    const auto connection = connect_if_there(patient(options));
    Inspection found;
    if (!connection) {
        return found;
    }
    found.empty = connection->value(kTables) == "0";
    if (has_table(*connection, "schema_migrations")) {
        found.applied = std::stoul(connection->value(kApplied));
        found.present = found.applied > 0;
    }
    if (has_table(*connection, "database_labels")) {
        found.labels = read_labels(*connection);
    }
    const auto statement = connection->value(kRowStatement);
    found.holds_rows = !statement.empty() && connection->value(statement) == "t";
    return found;
}

Condition examine(const OpenOptions& options) {
    const auto parameters = patient(options);
    const Blocking connection(parameters);
    Condition found{{"encrypted", connection.encrypted() ? "true" : "false"},
                    {"host", parameters.host()},
                    {"remote", parameters.remote() ? "true" : "false"},
                    {"sslmode", parameters.sslmode()}};
    const ResultHandle rows = connection.query(kCondition);
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
        found.emplace(PQgetvalue(rows.get(), row, 0), PQgetvalue(rows.get(), row, 1));
    }
    return found;
}

Labels add_labels(const OpenOptions& options, const Labels& labels) {
    const Blocking connection(patient(options));
    if (has_table(connection, "database_labels")) {
        Labels known = read_labels(connection);
        if (std::ranges::all_of(labels,
                                [&](const auto& label) { return known.contains(label.first); })) {
            return known;
        }
    }
    connection.run("BEGIN");
    connection.run(kLock);
    connection.run(kLabelTable);
    for (const auto& [name, value] : labels) {
        connection.run(kAddLabel, {name, value});
    }
    connection.run("COMMIT");
    return read_labels(connection);
}

std::unique_ptr<Snapshot> take_snapshot(const OpenOptions& options) {
    return std::make_unique<PostgresSnapshot>(options);
}

void restore_snapshot(const OpenOptions& options, const std::filesystem::path& file) {
    const auto parameters = patient(options);
    (void)connect_or_create(parameters);
    run_client_program("pg_restore", parameters,
                       {"--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
                        file.string()});
}

}  // namespace gatehouse::sql::postgres
