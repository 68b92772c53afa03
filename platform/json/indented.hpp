#pragma once

#include <string>
#include <string_view>

namespace gatehouse::json {

/// JSON text without white space, as this room writes it, laid out for people and for comparing
/// line by line: a member or element a line, two spaces a level. Empty containers stay on theirs.
[[nodiscard]] std::string indented(std::string_view compact);

}  // namespace gatehouse::json
