#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "contracts/ids.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/seams.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"

namespace gatehouse::auth {

/// Makes and checks the tokens that prove a request with the refresh cookie comes from our own page
/// (double submit, bound to the session by HMAC). Asked again for the same session it is the same
/// token. Immutable, shared between loops.
class CsrfTokens final : public http::CsrfCheck {
public:
    CsrfTokens(crypto::Mac key, const RefreshTokens& refresh_tokens)
        : key_(std::move(key)), refresh_tokens_(refresh_tokens) {}

    [[nodiscard]] std::string make(SessionId session) const;

    /// Whether the request carries the refresh cookie.
    [[nodiscard]] bool concerns(const http::Context& context) const override;

    /// Whether `token` belongs to the session in the request's cookie. A request without an
    /// authentic cookie has nothing to protect and passes: the handler answers that it is not
    /// signed in.
    [[nodiscard]] bool valid(const http::Context& context, std::string_view token) const override;

private:
    crypto::Mac key_;
    const RefreshTokens& refresh_tokens_;
};

}  // namespace gatehouse::auth
