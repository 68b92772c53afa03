#pragma once

#include <cstdint>
#include <string>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/literal.hpp"
#include "platform/log/logger.hpp"
#include "services/auth-service/counters.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/settings.hpp"
#include "services/auth-service/tokens/access_tokens.hpp"
#include "services/auth-service/tokens/csrf_tokens.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct RefreshAnswer {
    std::string access_token;
    json::Literal<"Bearer"> token_type;
    std::int64_t expires_in;
    std::string csrf_token;
};
BOOST_DESCRIBE_STRUCT(RefreshAnswer, (), (access_token, token_type, expires_in, csrf_token))

/// Exchanges the refresh token for an access token and the family's next refresh token. Whoever
/// comes with the replaced one within the grace time (a lost answer, another tab) gets the same
/// next token; whoever comes later, or with an older one, ends the session.
class Refresh {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/refresh",
                                        .access = http::Access::cookie,
                                        .limit = "refresh"};
    static constexpr http::Doc kDoc =
        http::Doc{"Get a new access token for the session in the cookie", problems::kSessionExpired,
                  problems::kRefreshTokenReused, http::problems::kUnsupportedMediaType}
            .explaining(
                "Without a body, but with Content-Type: application/json, which no form of "
                "another site can send.");

    Refresh(SessionStore& sessions, SessionEnder& ender, const RefreshTokens& refresh_tokens,
            const CsrfTokens& csrf_tokens, const AccessTokens& access_tokens,
            const TokenSettings& settings, const Counters& counters, const log::Logger& log);

    Task<http::Reply<RefreshAnswer>> handle(http::Context& context);

private:
    /// A session and the generation whose token the client shall have.
    struct Grant {
        SessionId session;
        std::int64_t generation;
        std::string salt;
        UserId user;
        std::string account;
        Time expires_at;
        Time absolute_expires_at;
    };

    Task<http::Reply<RefreshAnswer>> grant(Grant grant, http::Context& context);
    Task<http::Reply<RefreshAnswer>> without_rotation(const PresentedToken& presented,
                                                      http::Context& context);
    Task<http::Reply<RefreshAnswer>> end(SessionId session, UserId user, std::string_view reason,
                                         const ProblemType& problem, http::Context& context);
    /// Someone makes tokens with our key but without the row.
    Task<http::Reply<RefreshAnswer>> end_forged(SessionId session, UserId user,
                                                http::Context& context);

    SessionStore& sessions_;
    SessionEnder& ender_;
    const RefreshTokens& refresh_tokens_;
    const CsrfTokens& csrf_tokens_;
    const AccessTokens& access_tokens_;
    TokenSettings settings_;
    const Counters& counters_;
    const log::Logger& log_;
};

}  // namespace gatehouse::auth
