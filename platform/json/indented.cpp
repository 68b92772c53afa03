#include "platform/json/indented.hpp"

#include <cstddef>

namespace gatehouse::json {
namespace {

/// The end of the string that begins at `begin` with its quote, behind the closing one.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
    std::size_t at = begin + 1;
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
    }
    return at < text.size() ? at + 1 : text.size();
}

}  // namespace

std::string indented(std::string_view compact) {
    std::string out;
    out.reserve(compact.size() * 2);
    std::size_t depth = 0;
    const auto new_line = [&] { out.append(1, '\n').append(2 * depth, ' '); };
    std::size_t at = 0;
    while (at < compact.size()) {
        const char c = compact[at];
        if (c == '"') {
            const std::size_t end = end_of_string(compact, at);
            out += compact.substr(at, end - at);
            at = end;
            continue;
        }
        const bool closes = c == '}' || c == ']';
        if (closes) {
            --depth;
            const bool was_empty = out.ends_with('{') || out.ends_with('[');
            if (!was_empty) new_line();
        }
        out += c;
        ++at;
        if (c == '{' || c == '[') {
            ++depth;
            const bool is_empty = at < compact.size() && (compact[at] == '}' || compact[at] == ']');
            if (!is_empty) new_line();
        } else if (c == ',') {
            new_line();
        } else if (c == ':') {
            out += ' ';
        }
    }
    return out;
}

}  // namespace gatehouse::json
