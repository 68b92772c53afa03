#pragma once

#include <string>
#include <string_view>

/// The properties and mappings of Unicode that contracts rely on (libunistring). Texts are UTF-8.
namespace gatehouse::unicode {

/// Normalisation forms (UAX #15). The text must be valid UTF-8.
[[nodiscard]] std::string nfc(std::string_view text);
[[nodiscard]] std::string nfkc(std::string_view text);

/// Lower case, code point by code point and in no language's own way. No letter outside ASCII
/// becomes one inside: U+0130, whose simple mapping is `i`, keeps its dot as U+0307.
[[nodiscard]] std::string lower(std::string_view text);

/// Letters, marks, numbers, punctuation and symbols: neither separators nor controls, format
/// characters, private use, surrogates or unassigned code points.
[[nodiscard]] bool is_visible(char32_t c);
[[nodiscard]] bool is_mark(char32_t c);
/// White space, and characters that are shown as nothing.
[[nodiscard]] bool is_blank(char32_t c);

}  // namespace gatehouse::unicode
