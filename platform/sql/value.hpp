#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "platform/base/id.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::sql {

/// One parameter of a statement; views stay valid until the statement's await returns.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Uuid>;

/// How a C++ type travels as a parameter and as a column: specialise `to_value` and `from_column`
/// beside a strong type, or give it `text()`/`parse()`, which the templates in row.hpp use.
using Params = std::span<const Value>;

}  // namespace gatehouse::sql
