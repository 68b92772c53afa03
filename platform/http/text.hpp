#pragma once

// How the fields of HTTP are compared and trimmed: ASCII only, no locale (RFC 9110 section 5.6).

#include <algorithm>
#include <string_view>

namespace gatehouse::http {

[[nodiscard]] constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}
/// Visible ASCII: no space, no control.
[[nodiscard]] constexpr bool is_visible(char c) noexcept {
    return c > ' ' && c < '\x7f';
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view left,
                                                 std::string_view right) noexcept {
    return std::ranges::equal(left, right, {}, lower, lower);
}

/// Without the optional white space around it.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// Takes the next element of a comma-separated list off its front.
[[nodiscard]] constexpr std::string_view take_element(std::string_view& list) noexcept {
    const auto comma = std::min(list.find(','), list.size());
    const auto element = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    return trim(element);
}

}  // namespace gatehouse::http
