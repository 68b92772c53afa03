#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Which sessions of the person end: this one, all but this one, or all.
enum class SignOutScope : std::uint8_t { local, others, global };
BOOST_DESCRIBE_ENUM(SignOutScope, local, others, global)

struct SignOutRequest {
    std::optional<SignOutScope> scope;
};
BOOST_DESCRIBE_STRUCT(SignOutRequest, (), (scope))

/// Ends sessions of the person whose refresh cookie the request carries, whatever has become of the
/// access token; without an authentic cookie those of whom the access token stood for, which may
/// have expired as long as the session lives. Doing it again changes nothing and succeeds.
class SignOut {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::post, .path = "/api/v1/auth/logout", .access = http::Access::session};
    static constexpr http::Doc kDoc{"Sign out here, elsewhere or everywhere",
                                    problems::kSessionExpired};

    SignOut(SessionStore& sessions, SessionEnder& ender, const RefreshTokens& refresh_tokens)
        : sessions_(sessions), ender_(ender), refresh_tokens_(refresh_tokens) {}

    Task<http::Reply<http::NoContent>> handle(std::optional<SignOutRequest> request,
                                              http::Context& context);

private:
    /// A live session and whose it is.
    struct Holder {
        UserId user;
        SessionId session;
    };

    static AuditEvent event_of(AuditAction action, const Holder& person,
                               const http::Context& context);
    /// Who asks, if their session lives.
    Task<std::optional<Holder>> holder(const std::optional<PresentedToken>& presented,
                                       const http::Context& context);

    SessionStore& sessions_;
    SessionEnder& ender_;
    const RefreshTokens& refresh_tokens_;
};

}  // namespace gatehouse::auth
