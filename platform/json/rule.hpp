#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::json {

/// What a string type promises about its texts, as JSON Schema 2020-12 says it: a type with
/// `static constexpr json::StringRule kRule` shows it in the OpenAPI document. The checks
/// themselves are in the type's `parse`.
struct StringRule {
    std::string_view format{};   ///< `email`, `uri`, `password`, ...; empty: none
    std::size_t min_length = 0;  ///< code points
    std::size_t max_length = 0;  ///< code points; 0: no limit
    std::string_view pattern{};  ///< ECMA-262 regular expression; empty: none
    std::string_view description{};
    std::string_view example{};
};

}  // namespace gatehouse::json
