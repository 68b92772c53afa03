#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "contracts/ids.hpp"
#include "platform/crypto/digest.hpp"

namespace gatehouse::auth {

/// What an authentic refresh token says. That it is authentic was decided without a look-up; only
/// `RefreshTokens::genuine` tells whether it was made for the session's row.
struct PresentedToken {
    SessionId session;
    std::uint32_t generation;
    std::string inner;
};

/// Makes and reads refresh tokens: base64url of session id (16 bytes), generation (4, big endian),
/// inner code (16) and outer code (16). The outer code is keyed by the server alone, so garbage
/// costs no look-up; the inner one also by the session's salt, so a leaked server key without the
/// row makes no token. Immutable, shared between threads.
class RefreshTokens {
public:
    RefreshTokens(crypto::Mac inner, crypto::Mac outer)
        : inner_(std::move(inner)), outer_(std::move(outer)) {}

    /// The only text that is a token for these three: asked again, it is the same again.
    [[nodiscard]] std::string make(SessionId session, std::int64_t generation,
                                   std::string_view salt) const;
    /// Reads what a client sent; nothing unless this server made the outer code.
    [[nodiscard]] std::optional<PresentedToken> open(std::string_view text) const;
    /// Whether the token's inner code was made with this salt.
    [[nodiscard]] bool genuine(const PresentedToken& token, std::string_view salt) const;

private:
    [[nodiscard]] std::string inner_code(std::string_view head, std::string_view salt) const;

    crypto::Mac inner_;
    crypto::Mac outer_;
};

}  // namespace gatehouse::auth
