#pragma once

#include <string>
#include <vector>

#include "platform/sql/postgres/connect.hpp"
#include "platform/sql/postgres/libpq.hpp"

namespace gatehouse::sql::postgres {

/// One blocking connection, for statements whose results are few: migrations and maintenance. For
/// one thread.
class Blocking {
public:
    /// Throws Unavailable.
    explicit Blocking(const Parameters& parameters);

    /// Runs one or more statements; gives the last result. Throws StatementFailed.
    [[nodiscard]] ResultHandle query(const std::string& text) const;
    /// One statement with its arguments.
    [[nodiscard]] ResultHandle query(const char* text,
                                     const std::vector<std::string>& arguments) const;
    /// The same without looking at the result.
    void run(const std::string& text) const;
    void run(const char* text, const std::vector<std::string>& arguments) const;
    /// The first column of the first row, or nothing.
    [[nodiscard]] std::string value(const std::string& text) const;
    [[nodiscard]] std::string value(const char* text,
                                    const std::vector<std::string>& arguments) const;

    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] bool encrypted() const;
    /// A name as SQL writes it.
    [[nodiscard]] std::string quoted(const std::string& name) const;

private:
    [[nodiscard]] ResultHandle checked(ResultHandle result) const;

    ConnectionHandle connection_;
};

/// Whether the server has the database. Connects to the one that it always has.
[[nodiscard]] bool database_exists(const Parameters& parameters);

/// Connects; makes the database first when the server does not have it. Throws Unavailable, or
/// StatementFailed when it may not be made.
[[nodiscard]] Blocking connect_or_create(const Parameters& parameters);

}  // namespace gatehouse::sql::postgres
