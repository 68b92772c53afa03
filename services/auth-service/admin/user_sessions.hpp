#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/page.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/admin/admin_user.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct AdminSession {
    SessionId id;
    Time created_at;
    Time last_seen_at;
    Time expires_at;
    std::string ip;
    std::string user_agent;
    bool current;  ///< the administrator's own, which asks
};
BOOST_DESCRIBE_STRUCT(AdminSession, (),
                      (id, created_at, last_seen_at, expires_at, ip, user_agent, current))

struct AdminSessionPage {
    std::vector<AdminSession> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminSessionPage, (), (data, next_cursor))

/// Lists an account's live sessions for administrators, newest first.
class ListUserSessions {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/auth/admin/users/{id}/sessions",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"List an account's sessions", problems::kNotFound,
                                    problems::kInvalidCursor};

    ListUserSessions(AccountStore& accounts, SessionStore& sessions,
                     const service::Cursors& cursors)
        : accounts_(accounts), sessions_(sessions), cursors_(cursors) {}

    Task<http::Reply<AdminSessionPage>> handle(http::Path<AdminUserPath> path,
                                               http::Query<service::PageQuery> query,
                                               http::Context& context);

private:
    AccountStore& accounts_;
    SessionStore& sessions_;
    const service::Cursors& cursors_;
};

/// Ends all sessions of an account.
class EndUserSessions {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::delete_,
                                        .path = "/api/v1/auth/admin/users/{id}/sessions",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"End all sessions of an account", problems::kNotFound};

    EndUserSessions(AccountStore& accounts, SessionEnder& ender)
        : accounts_(accounts), ender_(ender) {}

    Task<http::Reply<http::NoContent>> handle(http::Path<AdminUserPath> path,
                                              http::Context& context);

private:
    AccountStore& accounts_;
    SessionEnder& ender_;
};

}  // namespace gatehouse::auth
