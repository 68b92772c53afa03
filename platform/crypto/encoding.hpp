#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"

namespace gatehouse::crypto {

/// Writes bytes in base64url without padding (RFC 4648 section 5).
[[nodiscard]] std::string base64url_encode(std::string_view bytes);

/// Reads base64url without padding; nothing for any other character, an impossible length, or bits
/// left over that are not zero: each byte string has exactly one text that is accepted.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

/// Writes bytes as lower-case hexadecimal digits.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// Reads an even number of hexadecimal digits of either case; nothing otherwise.
[[nodiscard]] std::optional<std::string> hex_decode(std::string_view text);

/// `size` random bytes (at least 16 for anything that must not be guessed).
[[nodiscard]] std::string random_bytes(RandomSource& random, std::size_t size);

/// A token that cannot be guessed: `size` random bytes in base64url.
[[nodiscard]] std::string random_token(RandomSource& random, std::size_t size = 32);

}  // namespace gatehouse::crypto
