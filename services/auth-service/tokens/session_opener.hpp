#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/json/literal.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/settings.hpp"
#include "services/auth-service/tokens/access_tokens.hpp"
#include "services/auth-service/tokens/csrf_tokens.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// An account as its owner sees it.
struct User {
    UserId id;
    std::string email;
    std::string name;
    bool email_verified;
    std::vector<std::string> roles;
    Time created_at;

    [[nodiscard]] static User of(const Account& account);
};
BOOST_DESCRIBE_STRUCT(User, (), (id, email, name, email_verified, roles, created_at))

/// A session in short.
struct SignedInSession {
    SessionId id;
    Time created_at;
    Time expires_at;
};
BOOST_DESCRIBE_STRUCT(SignedInSession, (), (id, created_at, expires_at))

/// What sign-in and register answer; the refresh token travels in the cookie only.
struct SessionAnswer {
    json::Literal<"ok"> status;
    std::string access_token;
    json::Literal<"Bearer"> token_type;
    std::int64_t expires_in;
    std::string csrf_token;
    User user;
    SignedInSession session;
};
BOOST_DESCRIBE_STRUCT(SessionAnswer, (),
                      (status, access_token, token_type, expires_in, csrf_token, user, session))

/// Begins sessions: the row to store, and once it is durable the answer with its tokens. Shared
/// between loops.
class SessionOpener {
public:
    SessionOpener(IdSource& ids, RandomSource& random, const RefreshTokens& refresh_tokens,
                  const CsrfTokens& csrf_tokens, const AccessTokens& access_tokens,
                  const DeviceCookies& devices, const TokenSettings& settings);

    /// A session of its own for this sign-in, whatever cookies the request came with.
    [[nodiscard]] SessionRow begin(UserId user, const http::Context& context) const;
    /// The answer to a sign-in whose session was stored; adds the cookies.
    [[nodiscard]] SessionAnswer answer(const Account& account, const SessionRow& session,
                                       http::Context& context) const;

private:
    IdSource& ids_;
    RandomSource& random_;
    const RefreshTokens& refresh_tokens_;
    const CsrfTokens& csrf_tokens_;
    const AccessTokens& access_tokens_;
    const DeviceCookies& devices_;
    TokenSettings settings_;
};

}  // namespace gatehouse::auth
