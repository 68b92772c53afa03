#pragma once

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct SessionPath {
    SessionId id;
};
BOOST_DESCRIBE_STRUCT(SessionPath, (), (id))

/// Ends one of the caller's sessions. Someone else's is as unknown as one that never was.
class EndSession {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::delete_,
                                        .path = "/api/v1/auth/sessions/{id}",
                                        .access = http::Access::user};
    static constexpr http::Doc kDoc{"End one of your sessions", problems::kNotFound};

    EndSession(SessionStore& sessions, SessionEnder& ender) : sessions_(sessions), ender_(ender) {}

    Task<http::Reply<http::NoContent>> handle(http::Path<SessionPath> path, http::Context& context);

private:
    SessionStore& sessions_;
    SessionEnder& ender_;
};

/// Ends all sessions of the caller but the one that asks.
class EndOtherSessions {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::delete_, .path = "/api/v1/auth/sessions", .access = http::Access::user};
    static constexpr http::Doc kDoc{"End all your sessions but this one"};

    explicit EndOtherSessions(SessionEnder& ender) : ender_(ender) {}

    Task<http::Reply<http::NoContent>> handle(http::Context& context);

private:
    SessionEnder& ender_;
};

}  // namespace gatehouse::auth
