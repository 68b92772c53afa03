#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/id.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::crypto {

class SigningKeys;

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

    bool operator==(const AccessClaims&) const = default;
};

enum class TokenError : std::uint8_t {
    malformed,
    unknown_key,
    bad_signature,
    wrong_claims,
    expired,
    not_yet_valid
};

[[nodiscard]] std::string_view text_of(TokenError error) noexcept;

/// Signs access tokens as JWT (RFC 7519, RFC 9068) with ES256 and the active key. Immutable: shared
/// between threads.
class AccessTokenSigner {
public:
    explicit AccessTokenSigner(const SigningKeys& keys) : keys_(keys) {}

    /// The compact form. Throws std::runtime_error when no key may sign at `now`, and
    /// std::invalid_argument for claims that are not plain printable text.
    [[nodiscard]] std::string sign(const AccessClaims& claims, Time now) const;

private:
    const SigningKeys& keys_;
};

/// What a verifier insists on.
struct TokenExpectations {
    std::string issuer;
    std::string audience;
    Seconds leeway{30};                     ///< for nbf and iat; at most 30 s
    std::size_t cached_tokens = 16 * 1024;  ///< bound of the cache of verified tokens
};

/// Verifies access tokens: the closed grammar of what AccessTokenSigner writes and nothing else.
/// Tokens once verified are remembered until they expire. One for each loop: not thread-safe.
class AccessTokenVerifier {
public:
    AccessTokenVerifier(const SigningKeys& keys, TokenExpectations expectations);
    ~AccessTokenVerifier();
    AccessTokenVerifier(AccessTokenVerifier&&) noexcept;

    /// The claims of a token that holds at `now`; they stay valid until the next call.
    [[nodiscard]] std::expected<const AccessClaims*, TokenError> verify(std::string_view token,
                                                                        Time now);

    /// The claims of a token that held once: also when it has expired, or the key that signed it
    /// has retired since. For ending what the token stood for; it opens nothing.
    [[nodiscard]] std::expected<AccessClaims, TokenError> recognise(std::string_view token,
                                                                    Time now);

private:
    struct Cache;
    enum class Keys : std::uint8_t { verifying, recognising };
    [[nodiscard]] std::expected<AccessClaims, TokenError> verify_anew(std::string_view token,
                                                                      Time now, Keys keys) const;

    const SigningKeys* keys_;
    TokenExpectations expectations_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace gatehouse::crypto
