#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace gatehouse::json {

/// What a string type promises about its texts, as JSON Schema 2020-12 says it: a type with
/// `static constexpr json::StringRule kRule` shows it in the OpenAPI document. The checks
/// themselves are in the type's `parse`.
struct StringRule {
    std::string_view format{};                    ///< `email`, `uri`, `password`, ...; empty: none
    std::size_t min_length = 0;                   ///< code points
    std::size_t max_length = 0;                   ///< code points; 0: no limit
    std::string_view pattern{};                   ///< ECMA-262 regular expression; empty: none
    std::string_view constant{};                  ///< the only text there is; empty: any
    std::span<const std::string_view> choices{};  ///< all texts there are; empty: any
    std::string_view description{};
    std::string_view example{};
};

/// The same for a type that is read from the text of a number (a query's `limit`).
struct IntegerRule {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::optional<std::int64_t> when_absent{};  ///< what is meant without it
    std::string_view description{};
};

}  // namespace gatehouse::json
