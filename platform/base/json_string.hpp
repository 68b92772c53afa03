#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Appends `text` as a JSON string (RFC 8259 section 7) with its quotation marks. Controls, DEL, C1
/// controls and the characters of `utf8::is_deceptive` are escaped, so that the result is one line
/// and shows in a terminal or a log viewer in the order of its characters; what is not UTF-8
/// becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gatehouse
