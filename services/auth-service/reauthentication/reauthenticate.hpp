#pragma once

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/accounts/password.hpp"
#include "services/auth-service/accounts/passwords.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/limits/password_tries.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct ReauthenticateRequest {
    Password password;
};
BOOST_DESCRIBE_STRUCT(ReauthenticateRequest, (), (password))

/// Takes the password again from somebody who is signed in, before a change that needs it.
class Reauthenticate {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/reauthenticate",
                                        .access = http::Access::user,
                                        .limit = "login"};
    static constexpr http::Doc kDoc{"Show the password again", problems::kWrongPassword,
                                    problems::kSessionExpired, problems::kOverloaded};

    Reauthenticate(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                   SessionStore& sessions, Passwords& passwords, PasswordTries& tries)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          sessions_(sessions),
          passwords_(passwords),
          tries_(tries) {}

    Task<http::Reply<http::NoContent>> handle(ReauthenticateRequest request,
                                              http::Context& context);

private:
    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    SessionStore& sessions_;
    Passwords& passwords_;
    PasswordTries& tries_;
};

}  // namespace gatehouse::auth
