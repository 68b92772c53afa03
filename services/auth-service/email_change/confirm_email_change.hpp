#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/literal.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_ender.hpp"

namespace gatehouse::auth {

struct ConfirmEmailChangeRequest {
    std::optional<std::string> token;
    std::optional<Email> email;  ///< the new address, with its code
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(ConfirmEmailChangeRequest, (), (token, email, code))

/// Makes the proven new address the account's; sessions stay.
class ConfirmEmailChange {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/email/change/confirm",
                                        .access = http::Access::anonymous,
                                        .limit = "token"};
    static constexpr http::Doc kDoc =
        http::Doc{"Confirm a new e-mail address with a mailed token", problems::kTokenSpent}
            .explaining(kProofInWords);

    ConfirmEmailChange(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                       OneTimeTokenStore& token_store, OneTimeTokens& tokens)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          token_store_(token_store),
          tokens_(tokens) {}

    Task<http::Reply<http::NoContent>> handle(ConfirmEmailChangeRequest request,
                                              http::Context& context);

private:
    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    OneTimeTokenStore& token_store_;
    OneTimeTokens& tokens_;
};

struct UndoEmailChangeRequest {
    std::optional<std::string> token;
    std::optional<Email> email;  ///< the old address, with its code
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(UndoEmailChangeRequest, (), (token, email, code))

/// What the owner of the old address gets: somebody else had the account, so a password is chosen
/// anew with this token.
struct EmailChangeUndone {
    json::Literal<"password_needed"> status;
    std::string reset_token;
};
BOOST_DESCRIBE_STRUCT(EmailChangeUndone, (), (status, reset_token))

/// Brings the old address back, within 72 hours: ends all sessions, voids the password and gives a
/// token to choose another.
class UndoEmailChange {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/email/change/undo",
                                        .access = http::Access::anonymous,
                                        .limit = "token"};
    static constexpr http::Doc kDoc =
        http::Doc{"Undo a change of the e-mail address", problems::kTokenSpent}.explaining(
            kProofInWords);

    UndoEmailChange(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                    OneTimeTokenStore& token_store, OneTimeTokens& tokens, SessionEnder& ender)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          token_store_(token_store),
          tokens_(tokens),
          ender_(ender) {}

    Task<http::Reply<EmailChangeUndone>> handle(UndoEmailChangeRequest request,
                                                http::Context& context);

private:
    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    OneTimeTokenStore& token_store_;
    OneTimeTokens& tokens_;
    SessionEnder& ender_;
};

}  // namespace gatehouse::auth
