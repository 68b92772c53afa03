#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/errors.hpp"
#include "platform/sql/postgres/libpq.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/result.hpp"

namespace gatehouse::sql::postgres {

/// A serialization failure or a deadlock: the transaction may work when it runs again.
struct Conflict : Unavailable {
    using Unavailable::Unavailable;
};

/// What a failed statement means for its caller and for the connection.
struct Failure {
    enum class Kind : std::uint8_t {
        statement,   ///< its own fault
        conflict,    ///< as Conflict
        unprepared,  ///< the server does not know the prepared statement
        connection,  ///< the connection is of no further use
    };
    std::exception_ptr error{};
    Kind kind = Kind::statement;
};

/// Reads an error answer (SQLSTATE, PostgreSQL documentation, appendix A).
Failure failure_of(std::string_view what, const PGresult* result);

/// Turns an answer with rows into a Result, which keeps it.
Result result_of(ResultHandle answer);

/// The arguments of a statement in the form that libpq sends. Used again and again.
class ParameterTexts {
public:
    /// Throws StatementFailed when a text holds NUL. Blobs stay where they are.
    void set(const Query& query, Params params);

    [[nodiscard]] int count() const noexcept { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const noexcept { return values_.data(); }
    [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
    [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }

private:
    std::string buffer_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

}  // namespace gatehouse::sql::postgres
