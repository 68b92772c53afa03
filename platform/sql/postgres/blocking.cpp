#include "platform/sql/postgres/blocking.hpp"

#include <chrono>

#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kConnectTimeout{10'000};
// The database the server always has, to make others from.
constexpr std::string_view kMaintenanceDatabase = "postgres";
constexpr const char* kExists = "SELECT 1 FROM pg_database WHERE datname = $1";

std::string first_value(const ResultHandle& result) {
    return PQntuples(result.get()) == 0 ? std::string{} : PQgetvalue(result.get(), 0, 0);
}

bool has_database(const Blocking& connection, const std::string& name) {
    return PQntuples(connection.query(kExists, {name}).get()) == 1;
}

/// Makes the database when the server does not have it. Two programs may try at once.
void create_database(const Parameters& parameters) {
    const Blocking connection(parameters.with_database(kMaintenanceDatabase));
    if (has_database(connection, parameters.database())) {
        return;
    }
    try {
        connection.run(fmt::format("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0",
                                   connection.quoted(parameters.database())));
    } catch (const StatementFailed& error) {
        if (!has_database(connection, parameters.database())) {
            throw StatementFailed(fmt::format(
                "it is not there, and cannot be made; create {} for this role first: {}",
                connection.quoted(parameters.database()), error.what()));
        }
    }
}

}  // namespace

Blocking::Blocking(const Parameters& parameters)
    : connection_(parameters.connect(steady_clock::now() + kConnectTimeout, [] { return false; })) {
}

ResultHandle Blocking::query(const std::string& text) const {
    return checked(ResultHandle(PQexec(connection_.get(), text.c_str())));
}

ResultHandle Blocking::query(const char* text, const std::vector<std::string>& arguments) const {
    std::vector<const char*> values;
    values.reserve(arguments.size());
    for (const std::string& argument : arguments) {
        values.push_back(argument.c_str());
    }
    return checked(
        ResultHandle(PQexecParams(connection_.get(), text, static_cast<int>(values.size()), nullptr,
                                  values.data(), nullptr, nullptr, 0)));
}

void Blocking::run(const std::string& text) const {
    (void)query(text);
}

void Blocking::run(const char* text, const std::vector<std::string>& arguments) const {
    (void)query(text, arguments);
}

std::string Blocking::value(const std::string& text) const {
    return first_value(query(text));
}

std::string Blocking::value(const char* text, const std::vector<std::string>& arguments) const {
    return first_value(query(text, arguments));
}

bool Blocking::in_transaction() const {
    return PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS;
}

bool Blocking::encrypted() const {
    return PQsslInUse(connection_.get()) == 1;
}

std::string Blocking::quoted(const std::string& name) const {
    const std::unique_ptr<char, void (*)(void*)> text(
        PQescapeIdentifier(connection_.get(), name.c_str(), name.size()), PQfreemem);
    return text ? text.get() : throw StatementFailed("not a name: " + name);
}

ResultHandle Blocking::checked(ResultHandle result) const {
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        throw StatementFailed(PQerrorMessage(connection_.get()));
    }
    return result;
}

bool database_exists(const Parameters& parameters) {
    return has_database(Blocking(parameters.with_database(kMaintenanceDatabase)),
                        parameters.database());
}

Blocking connect_or_create(const Parameters& parameters) {
    try {
        return Blocking(parameters);
    } catch (const Unavailable&) {
        // Perhaps the server is there but not the database; if not, this says why.
        create_database(parameters);
        return Blocking(parameters);
    }
}

}  // namespace gatehouse::sql::postgres
