#include "platform/base/json_string.hpp"

#include <array>
#include <cstddef>

#include "platform/base/utf8.hpp"

namespace gatehouse {
namespace {

/// Bytes that stand for themselves: printable ASCII without the quotation mark and the backslash.
constexpr auto kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7F; ++c)
        plain[c] = c != '"' && c != '\\';
    return plain;
}();

void append_escape(std::string& out, char32_t code_point) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    switch (code_point) {
        case U'"':
            out += R"(\")";
            return;
        case U'\\':
            out += R"(\\)";
            return;
        case U'\b':
            out += R"(\b)";
            return;
        case U'\f':
            out += R"(\f)";
            return;
        case U'\n':
            out += R"(\n)";
            return;
        case U'\r':
            out += R"(\r)";
            return;
        case U'\t':
            out += R"(\t)";
            return;
        default:
            break;
    }
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += kDigits[code_point >> shift & 0xF];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t done = 0;  // text before it is in `out`
    std::size_t at = 0;
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (kPlain[byte]) {
            ++at;
            continue;
        }
        const utf8::Decoded next = utf8::decode(text.substr(at));
        const bool quoted = byte == '"' || byte == '\\';
        if (next.valid && !quoted && !utf8::is_control(next.code_point) &&
            !utf8::is_deceptive(next.code_point)) {
            at += next.size;
            continue;
        }
        out.append(text, done, at - done);
        if (next.valid) {
            append_escape(out, next.code_point);
        } else {
            utf8::append(out, utf8::kReplacement);
        }
        at += next.size;
        done = at;
    }
    out.append(text, done, at - done);
    out += '"';
}

}  // namespace gatehouse
