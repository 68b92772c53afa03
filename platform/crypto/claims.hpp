#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/tokens.hpp"

namespace gatehouse::crypto {

/// Writes the claims as compact JSON. Throws std::invalid_argument for text that would need an
/// escape, and for roles that are empty or hold a space.
[[nodiscard]] std::string write_claims(const AccessClaims& claims);

/// Reads the claims: one JSON object with exactly the members that `write_claims` writes, in any
/// order, each once and of its own type, with strings of printable ASCII without escapes and whole
/// numbers without sign, fraction or exponent. Nothing for any other text, white space included.
[[nodiscard]] std::optional<AccessClaims> read_claims(std::string_view json);

/// The kid of a JOSE header that has exactly `alg` ES256, `typ` at+jwt and a `kid`, in any order,
/// under the same rules; nothing for any other header.
[[nodiscard]] std::optional<std::string_view> read_header(std::string_view json);

}  // namespace gatehouse::crypto
