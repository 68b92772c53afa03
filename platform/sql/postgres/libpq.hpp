#pragma once

#include <memory>
#include <string_view>

#include <libpq-fe.h>

namespace gatehouse::sql::postgres {

struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, Finish>;

struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, Clear>;

/// The first line of a message of libpq; what follows are guesses and positions.
inline std::string_view first_line(const char* message) noexcept {
    const std::string_view text = message;
    return text.substr(0, text.find('\n'));
}

}  // namespace gatehouse::sql::postgres
