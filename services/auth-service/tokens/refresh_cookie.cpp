#include "services/auth-service/tokens/refresh_cookie.hpp"

#include <fmt/format.h>

namespace gatehouse::auth {

std::optional<PresentedToken> presented_token(const http::Context& context,
                                              const RefreshTokens& tokens) {
    const std::optional<std::string_view> cookie = context.cookie(kRefreshCookie);
    return cookie ? tokens.open(*cookie) : std::nullopt;
}

void set_refresh_cookie(http::Context& context, std::string_view token, Milliseconds lifetime) {
    context.add_header(
        "Set-Cookie",
        fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict", kRefreshCookie,
                    token, std::chrono::floor<Seconds>(lifetime).count()));
}

void expire_refresh_cookie(http::Context& context) {
    set_refresh_cookie(context, "", Milliseconds{0});
}

}  // namespace gatehouse::auth
