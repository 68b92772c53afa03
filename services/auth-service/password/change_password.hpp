#pragma once

#include <optional>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/accounts/password.hpp"
#include "services/auth-service/accounts/passwords.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/limits/password_tries.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"
#include "services/auth-service/tokens/session_ender.hpp"

namespace gatehouse::auth {

struct ChangePasswordRequest {
    Password current_password;
    Password new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePasswordRequest, (), (current_password, new_password))

/// Sets another password for somebody who knows the current one; all their other sessions end, and
/// a mail says so.
class ChangePassword {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/password/change",
                                        .access = http::Access::user,
                                        .limit = "login"};
    static constexpr http::Doc kDoc{"Change the password",     problems::kWrongPassword,
                                    problems::kWeakPassword,   problems::kSamePassword,
                                    problems::kSessionExpired, problems::kOverloaded};

    ChangePassword(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                   OneTimeTokenStore& tokens, Passwords& passwords, PasswordTries& tries,
                   const DeviceCookies& devices, SessionEnder& ender, AccountMail& mail,
                   service::Outbox& outbox)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          tokens_(tokens),
          passwords_(passwords),
          tries_(tries),
          devices_(devices),
          ender_(ender),
          mail_(mail),
          outbox_(outbox) {}

    Task<http::Reply<http::NoContent>> handle(ChangePasswordRequest request,
                                              http::Context& context);

private:
    /// Whether `password` is the account's; nothing when it is, else the answer.
    Task<std::optional<Problem>> refuse_wrong(const Account& account, const Password& password,
                                              http::Context& context);

    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    OneTimeTokenStore& tokens_;
    Passwords& passwords_;
    PasswordTries& tries_;
    const DeviceCookies& devices_;
    SessionEnder& ender_;
    AccountMail& mail_;
    service::Outbox& outbox_;
};

}  // namespace gatehouse::auth
