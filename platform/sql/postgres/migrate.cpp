#include "platform/sql/postgres/migrate.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/postgres/connect.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kConnectTimeout{10'000};
// The database the server always has, to make others from.
constexpr std::string_view kMaintenanceDatabase = "postgres";

constexpr const char* kTable = R"sql(
CREATE TABLE IF NOT EXISTS schema_migrations (
    version bigint NOT NULL PRIMARY KEY,
    file text NOT NULL,
    checksum text NOT NULL,
    applied_at bigint NOT NULL
))sql";
// One lock for each database; the number only has to differ from other programs' locks.
constexpr const char* kLock = "SELECT pg_advisory_lock(7162845190334411)";

/// One blocking connection, for statements whose results are few.
class Blocking {
public:
    explicit Blocking(const Parameters& parameters)
        : connection_(
              parameters.connect(steady_clock::now() + kConnectTimeout, [] { return false; })) {}

    /// Runs one or more statements; gives the last result. Throws StatementFailed.
    ResultHandle run(const std::string& text) const {
        return checked(ResultHandle(PQexec(connection_.get(), text.c_str())));
    }
    ResultHandle run(const char* text, const std::vector<std::string>& arguments) const {
        std::vector<const char*> values;
        for (const std::string& argument : arguments) {
            values.push_back(argument.c_str());
        }
        return checked(
            ResultHandle(PQexecParams(connection_.get(), text, static_cast<int>(values.size()),
                                      nullptr, values.data(), nullptr, nullptr, 0)));
    }
    [[nodiscard]] bool in_transaction() const {
        return PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS;
    }
    [[nodiscard]] std::string quoted(const std::string& name) const {
        const std::unique_ptr<char, void (*)(void*)> text(
            PQescapeIdentifier(connection_.get(), name.c_str(), name.size()), PQfreemem);
        return text ? text.get() : throw StatementFailed("not a name: " + name);
    }

private:
    ResultHandle checked(ResultHandle result) const {
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
            status != PGRES_EMPTY_QUERY) {
            throw StatementFailed(PQerrorMessage(connection_.get()));
        }
        return result;
    }

    ConnectionHandle connection_;
};

/// Makes the database when the server does not have it. Two programs may try at once.
void create_database(const Parameters& parameters) {
    const Blocking connection(parameters.with_database(kMaintenanceDatabase));
    const auto exists = [&] {
        return PQntuples(
                   connection
                       .run("SELECT 1 FROM pg_database WHERE datname = $1", {parameters.database()})
                       .get()) == 1;
    };
    if (exists()) {
        return;
    }
    try {
        connection.run(fmt::format("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0",
                                   connection.quoted(parameters.database())));
    } catch (const StatementFailed&) {
        if (!exists()) {
            throw;
        }
    }
}

Blocking connect(const OpenOptions& options) {
    const Parameters parameters =
        Parameters(options).with_setting("lock_timeout=60000").with_setting("statement_timeout=0");
    try {
        return Blocking(parameters);
    } catch (const Unavailable&) {
        // Perhaps the server is there but not the database; if not, this says why.
        create_database(parameters);
        return Blocking(parameters);
    }
}

std::vector<AppliedStep> applied_steps(const Blocking& connection) {
    const ResultHandle result =
        connection.run("SELECT version, file, checksum FROM schema_migrations ORDER BY version");
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
    const Blocking connection = connect(options);
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
