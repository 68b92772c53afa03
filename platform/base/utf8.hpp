#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::utf8 {

inline constexpr char32_t kReplacement = U'\uFFFD';

/// The first code point of a text. Bytes that are not UTF-8 read as U+FFFD, one for each maximal
/// part of a sequence (Unicode 15, section 3.9, "U+FFFD substitution of maximal subparts").
struct Decoded {
    char32_t code_point;
    std::uint8_t size;  ///< bytes taken, at least 1
    bool valid;
};

/// Decodes the start of `text`, which must not be empty.
[[nodiscard]] Decoded decode(std::string_view text) noexcept;

/// Whether all of `text` is UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
[[nodiscard]] bool valid(std::string_view text) noexcept;

/// The number of code points; what is not UTF-8 counts as the U+FFFD it would be shown as.
[[nodiscard]] std::size_t count(std::string_view text) noexcept;

/// Appends `code_point` (a Unicode scalar value) as UTF-8.
void append(std::string& out, char32_t code_point);

/// The longest start of `text` with at most `max_bytes` bytes that does not split a code point.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t max_bytes) noexcept;

/// C0 and C1 controls and DEL.
[[nodiscard]] constexpr bool is_control(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

/// Characters that order or break lines without being seen: bidirectional marks, embeddings,
/// overrides and isolates (Unicode UAX #9), U+2028 and U+2029, the byte order mark. With them a
/// text can pass for another one on a screen.
[[nodiscard]] constexpr bool is_deceptive(char32_t c) noexcept {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

}  // namespace gatehouse::utf8
