#pragma once

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_opener.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct CurrentSessionAnswer {
    User user;
    SignedInSession session;
};
BOOST_DESCRIBE_STRUCT(CurrentSessionAnswer, (), (user, session))

/// Tells the caller who they are and which session they use.
class CurrentSession {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/auth/session", .access = http::Access::user};
    static constexpr http::Doc kDoc{"Read the account and session of the access token"};

    CurrentSession(AccountStore& accounts, SessionStore& sessions)
        : accounts_(accounts), sessions_(sessions) {}

    Task<http::Reply<CurrentSessionAnswer>> handle(http::Context& context);

private:
    AccountStore& accounts_;
    SessionStore& sessions_;
};

}  // namespace gatehouse::auth
