#pragma once

#include <string>
#include <string_view>

struct evp_pkey_st;

namespace gatehouse::crypto {

/// Signs with ECDSA on P-256 over SHA-256 (RFC 7518 section 3.4): r and s, 32 bytes each. s is
/// always in the lower half of its range.
[[nodiscard]] std::string es256_sign(evp_pkey_st& pair, std::string_view message);

/// Whether `signature` is the 64-byte signature of `message`. One whose s lies in the upper half is
/// refused although ECDSA would take it: it would be a second valid text of the same token that
/// nobody signed.
[[nodiscard]] bool es256_verify(evp_pkey_st& pair, std::string_view message,
                                std::string_view signature);

}  // namespace gatehouse::crypto
