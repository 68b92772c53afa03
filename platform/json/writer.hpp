#pragma once

// The part of writing that does not depend on the type written: what codec.hpp calls.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/json_string.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::json {

inline void append_text(std::string& out, std::string_view text) {
    append_json_string(out, text);
}
void append_integer(std::string& out, std::int64_t value);
void append_unsigned(std::string& out, std::uint64_t value);
/// The shortest text that reads back as the same value; throws std::domain_error for NaN and the
/// infinities, which JSON cannot say.
void append_double(std::string& out, double value);
void append_time(std::string& out, Time time);
/// Appends `"name":` to an open object, with a comma before all but its first member. `name` is an
/// identifier, which needs no escapes.
void append_member_name(std::string& out, std::string_view name);

}  // namespace gatehouse::json
