#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::sql {

/// One named statement, written once for PostgreSQL and SQLite: `$1` parameters, columns listed. A
/// `constexpr` object at the top of the store that owns the table; the name keys the prepared
/// statement, the metrics and the trace, and is unique in its service.
struct Query {
    /// How a write that is no part of a transaction is committed on PostgreSQL. SQLite gathers all
    /// writes anyway.
    enum class Commit : std::uint8_t {
        own,     ///< in a transaction of its own
        shared,  ///< together with others of this kind that wait at the same time. Only for a
                 ///< statement that changes no row but the one whose UUID is `$1`: they run in the
                 ///< order of their rows and so never wait for each other in a circle.
    };

    std::string_view name;
    std::string_view text;
    Commit commit = Commit::own;

    /// True for a statement that begins with SELECT.
    [[nodiscard]] constexpr bool reads() const noexcept {
        const auto start = text.find_first_not_of(" \t\r\n");
        return start != std::string_view::npos && text.substr(start, 6) == "SELECT";
    }
};

}  // namespace gatehouse::sql
