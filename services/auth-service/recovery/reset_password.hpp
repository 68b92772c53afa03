#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
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
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"
#include "services/auth-service/tokens/session_ender.hpp"

namespace gatehouse::auth {

struct ResetPasswordRequest {
    std::optional<std::string> token;
    std::optional<Email> email;
    std::optional<std::string> code;
    Password password;
};
BOOST_DESCRIBE_STRUCT(ResetPasswordRequest, (), (token, email, code, password))

/// Sets the password with a mailed token, or its code and the address. Proves the address, ends all
/// sessions and signs nobody in.
class ResetPassword {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/password/reset",
                                        .access = http::Access::anonymous,
                                        .limit = "token"};
    static constexpr http::Doc kDoc =
        http::Doc{"Set a new password with a mailed token", problems::kTokenSpent,
                  problems::kWeakPassword, problems::kOverloaded}
            .explaining(kProofInWords);

    ResetPassword(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                  OneTimeTokenStore& token_store, OneTimeTokens& tokens, Passwords& passwords,
                  PasswordTries& tries, const DeviceCookies& devices, SessionEnder& ender,
                  AccountMail& mail, service::Outbox& outbox)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          token_store_(token_store),
          tokens_(tokens),
          passwords_(passwords),
          tries_(tries),
          devices_(devices),
          ender_(ender),
          mail_(mail),
          outbox_(outbox) {}

    Task<http::Reply<http::NoContent>> handle(ResetPasswordRequest request, http::Context& context);

private:
    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    OneTimeTokenStore& token_store_;
    OneTimeTokens& tokens_;
    Passwords& passwords_;
    PasswordTries& tries_;
    const DeviceCookies& devices_;
    SessionEnder& ender_;
    AccountMail& mail_;
    service::Outbox& outbox_;
};

}  // namespace gatehouse::auth
