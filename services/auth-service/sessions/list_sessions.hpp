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
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct Session {
    SessionId id;
    Time created_at;
    Time last_seen_at;
    Time expires_at;
    std::string ip;
    std::string user_agent;
    bool current;
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (id, created_at, last_seen_at, expires_at, ip, user_agent, current))

struct SessionPage {
    std::vector<Session> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SessionPage, (), (data, next_cursor))

/// Lists the caller's live sessions, newest first.
class ListSessions {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/auth/sessions", .access = http::Access::user};
    static constexpr http::Doc kDoc{"List your sessions", problems::kInvalidCursor};

    ListSessions(SessionStore& sessions, const service::Cursors& cursors)
        : sessions_(sessions), cursors_(cursors) {}

    Task<http::Reply<SessionPage>> handle(http::Query<service::PageQuery> query,
                                          http::Context& context);

private:
    SessionStore& sessions_;
    const service::Cursors& cursors_;
};

}  // namespace gatehouse::auth
