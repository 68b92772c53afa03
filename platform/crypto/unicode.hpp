#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/secret.hpp"

namespace gatehouse::crypto {

/// The number of Unicode code points; nothing when `text` is not valid UTF-8.
[[nodiscard]] std::optional<std::size_t> code_points(std::string_view text) noexcept;

/// The first `count` code points of valid UTF-8.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t count) noexcept;

/// Text in normal form NFKC (UAX 15), so that one password typed on two keyboards is one. Throws
/// std::invalid_argument when `text` is not valid UTF-8.
[[nodiscard]] Secret to_nfkc(std::string_view text);

/// How long a password is: its code points as typed or in NFKC, whichever are fewer. So the form in
/// which a keyboard sends accents or syllables makes none too long or long enough; throws as
/// `to_nfkc`.
[[nodiscard]] std::size_t password_length(std::string_view text);

/// Text for comparing without regard to case (Unicode case folding, then NFKC); throws as
/// `to_nfkc`.
[[nodiscard]] Secret to_folded(std::string_view text);

}  // namespace gatehouse::crypto
