#pragma once

#include <string_view>

namespace gatehouse::sql {

/// One named statement, written once for PostgreSQL and SQLite: `$1` parameters, columns listed. A
/// `constexpr` object at the top of the store that owns the table; the name keys the prepared
/// statement, the metrics and the trace, and is unique in its service.
struct Query {
    std::string_view name;
    std::string_view text;

    /// True for a statement that begins with SELECT.
    [[nodiscard]] constexpr bool reads() const noexcept {
        const auto start = text.find_first_not_of(" \t\r\n");
        return start != std::string_view::npos && text.substr(start, 6) == "SELECT";
    }
};

}  // namespace gatehouse::sql
