#include "services/auth-service/tokens/csrf_tokens.hpp"

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"
#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

std::string CsrfTokens::make(SessionId session) const {
    const auto& id = session.uuid().bytes();
    const crypto::Digest code =
        key_.sign(std::string_view{reinterpret_cast<const char*>(id.data()), id.size()});
    return crypto::base64url_encode(crypto::bytes_of(code));
}

bool CsrfTokens::concerns(const http::Context& context) const {
    return context.cookie(kRefreshCookie).has_value();
}

bool CsrfTokens::valid(const http::Context& context, std::string_view token) const {
    const auto presented = presented_token(context, refresh_tokens_);
    return !presented || constant_time_equal(make(presented->session), token);
}

}  // namespace gatehouse::auth
