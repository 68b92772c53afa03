#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/id.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::crypto {

/// The claims of an access token (RFC 9068): no personal data.
struct AccessClaims {
    std::string issuer;
    std::string audience;
    Uuid subject;
    Uuid session;
    Uuid token_id;
    std::int64_t issued_at = 0;  ///< seconds since the epoch
    std::int64_t not_before = 0;
    std::int64_t expires_at = 0;
    std::string scope;
    std::vector<std::string> roles;
    std::int64_t version = 0;
};

enum class TokenError : std::uint8_t {
    malformed,
    unknown_key,
    bad_signature,
    wrong_claims,
    expired,
    not_yet_valid
};

}  // namespace gatehouse::crypto
