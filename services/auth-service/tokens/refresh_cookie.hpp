#pragma once

#include <optional>
#include <string_view>

#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"

namespace gatehouse::auth {

/// The cookie that carries the refresh token: `__Host-` binds it to this host, https and the whole
/// path (RFC 6265bis), and no script reads it.
inline constexpr std::string_view kRefreshCookie = "__Host-refresh";

/// The authentic refresh token of a request; nothing when the cookie is absent, repeated or not
/// ours.
[[nodiscard]] std::optional<PresentedToken> presented_token(const http::Context& context,
                                                            const RefreshTokens& tokens);

/// Has the answer set the cookie, for `lifetime`.
void set_refresh_cookie(http::Context& context, std::string_view token, Milliseconds lifetime);

/// Has the answer remove the cookie.
void expire_refresh_cookie(http::Context& context);

}  // namespace gatehouse::auth
