#include "services/auth-service/tokens/session_opener.hpp"

#include <algorithm>

#include "platform/base/utf8.hpp"
#include "platform/crypto/encoding.hpp"
#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::size_t kSaltSize = 16;

/// Header values may hold any bytes, and databases and JSON take UTF-8 only.
std::string readable(std::string_view text) {
    if (utf8::valid(text)) return std::string{text};
    std::string clean;
    while (!text.empty()) {
        const utf8::Decoded next = utf8::decode(text);
        utf8::append(clean, next.code_point);
        text.remove_prefix(next.size);
    }
    return clean;
}

}  // namespace

User User::of(const Account& account) {
    return {account.id,
            account.email,
            account.name,
            account.email_verified_at.has_value(),
            split_roles(account.roles),
            account.created_at};
}

SessionOpener::SessionOpener(IdSource& ids, RandomSource& random,
                             const RefreshTokens& refresh_tokens, const CsrfTokens& csrf_tokens,
                             const AccessTokens& access_tokens, const DeviceCookies& devices,
                             const TokenSettings& settings)
    : ids_(ids),
      random_(random),
      refresh_tokens_(refresh_tokens),
      csrf_tokens_(csrf_tokens),
      access_tokens_(access_tokens),
      devices_(devices),
      settings_(settings) {
}

SessionRow SessionOpener::begin(UserId user, const http::Context& context) const {
    const Time now = context.now();
    const Time absolute = now + settings_.refresh_absolute;
    return {.id = SessionId{ids_.next()},
            .user_id = user,
            .token = crypto::random_token(random_, kSaltSize),
            .generation = 0,
            .rotated_at = now,
            .last_seen_at = now,
            .expires_at = std::min<Time>(now + settings_.refresh_idle, absolute),
            .absolute_expires_at = absolute,
            .authenticated_at = now,
            .created_at = now,
            .ended_at = std::nullopt,
            .ip = std::string{context.client_ip()},
            .user_agent = readable(context.user_agent())};
}

SessionAnswer SessionOpener::answer(const Account& account, const SessionRow& session,
                                    http::Context& context) const {
    const Time now = context.now();
    AccessToken access = access_tokens_.issue(
        account.id, session.id,
        AccountState{account.version, account.active(), split_roles(account.roles)}, now,
        session.absolute_expires_at);
    set_refresh_cookie(context, refresh_tokens_.make(session.id, session.generation, session.token),
                       session.expires_at - now);
    devices_.set(context, account.id, account.password);
    return {.status = {},
            .access_token = std::move(access.text),
            .token_type = {},
            .expires_in = access.expires_in,
            .csrf_token = csrf_tokens_.make(session.id),
            .user = User::of(account),
            .session = {session.id, session.created_at, session.expires_at}};
}

}  // namespace gatehouse::auth
