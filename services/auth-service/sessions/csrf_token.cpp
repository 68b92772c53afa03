#include "services/auth-service/sessions/csrf_token.hpp"

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

http::Reply<CsrfAnswer> GetCsrfToken::handle(http::Context& context) {
    const auto presented = presented_token(context, refresh_tokens_);
    if (!presented) return problems::kSessionExpired;
    return CsrfAnswer{csrf_tokens_.make(presented->session)};
}

}  // namespace gatehouse::auth
