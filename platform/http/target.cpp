#include "platform/http/target.hpp"

#include <algorithm>

#include "platform/base/hex.hpp"
#include "platform/base/utf8.hpp"
#include "platform/http/problems.hpp"

namespace gatehouse::http {
namespace {

std::unexpected<Problem> malformed(std::string detail) {
    return std::unexpected(Problem{problems::kMalformedRequest, std::move(detail)});
}

/// Visible ASCII but for what is an escape, a separator of another level, or read in two ways.
constexpr bool is_plain_path_byte(char c) noexcept {
    return c > ' ' && c < '\x7f' && c != '\\' && c != ';' && c != '#' && c != '%' && c != '"' &&
           c != '<' && c != '>' && c != '^' && c != '`' && c != '{' && c != '|' && c != '}';
}

bool has_odd_segment(std::string_view path) noexcept {
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        const bool last = path.empty();
        if (segment == "." || segment == ".." || (segment.empty() && !last)) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const bool whole = i + 2 < text.size();
            const std::uint8_t high = whole ? hex_value(text[i + 1]) : kNoHexDigit;
            const std::uint8_t low = whole ? hex_value(text[i + 2]) : kNoHexDigit;
            if (high == kNoHexDigit || low == kNoHexDigit) {
                return std::nullopt;
            }
            c = static_cast<char>(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out += c;
    }
    const bool controls = std::ranges::any_of(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
    if (controls || !utf8::valid(out)) {
        return std::nullopt;
    }
    return out;
}

std::expected<Target, Problem> read_target(std::string_view raw, std::string& storage) {
    if (!raw.starts_with('/')) {
        return malformed("the target must be an absolute path");
    }
    const auto mark = raw.find('?');
    Target target{raw.substr(0, mark),
                  mark == raw.npos ? std::string_view{} : raw.substr(mark + 1)};
    if (!std::ranges::all_of(target.query,
                             [](char c) { return c > ' ' && c < '\x7f' && c != '#'; })) {
        return malformed("the query holds a byte that must be percent-encoded");
    }
    if (!std::ranges::all_of(target.path, is_plain_path_byte)) {
        const bool only_escapes = std::ranges::all_of(
            target.path, [](char c) { return c == '%' || is_plain_path_byte(c); });
        auto decoded = only_escapes ? percent_decode(target.path, false) : std::nullopt;
        // An encoded separator, or an escape of an escape, means another path to another program.
        if (!decoded || decoded->find_first_of("%\\;") != std::string::npos ||
            std::ranges::count(*decoded, '/') != std::ranges::count(target.path, '/')) {
            return malformed("the path holds a byte or an encoding that is not accepted");
        }
        storage = *std::move(decoded);
        target.path = storage;
    }
    if (has_odd_segment(target.path)) {
        return malformed("the path holds an empty segment or a dot segment");
    }
    return target;
}

std::expected<std::vector<QueryParameter>, Problem> read_query(std::string_view raw) {
    constexpr std::size_t kMaxParameters = 32;
    std::vector<QueryParameter> parameters;
    while (!raw.empty()) {
        const auto end = std::min(raw.find('&'), raw.size());
        const auto pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        const auto equals = pair.find('=');
        if (equals == pair.npos || equals == 0) {
            return malformed("the query is not a list of name=value");
        }
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(equals + 1), true);
        if (!name || !value) {
            return malformed("the query holds a byte or an encoding that is not accepted");
        }
        if (parameters.size() == kMaxParameters) {
            return malformed("the query has more than 32 parameters");
        }
        if (std::ranges::find(parameters, *name, &QueryParameter::name) != parameters.end()) {
            Problem problem{problems::kMalformedRequest, "a query parameter is repeated"};
            problem.errors.push_back({"?" + *name, "repeated", "may be given once"});
            return std::unexpected(std::move(problem));
        }
        parameters.push_back({*std::move(name), *std::move(value)});
    }
    return parameters;
}

}  // namespace gatehouse::http
