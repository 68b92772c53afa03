#pragma once

#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/literal.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

struct ForgotPasswordRequest {
    Email email;
};
BOOST_DESCRIBE_STRUCT(ForgotPasswordRequest, (), (email))

/// What is answered whether there is such an account or not.
struct ForgotPasswordAnswer {
    json::Literal<"accepted"> status;
};
BOOST_DESCRIBE_STRUCT(ForgotPasswordAnswer, (), (status))

/// Somebody forgot the password of an address. This service tells itself, so that the answer is one
/// and the same write for addresses with and without an account (EN-04).
struct PasswordForgotten {
    static constexpr std::string_view kTopic = "auth.password_forgotten";
    std::string sealed_email;
    std::string language;
    std::string ip;
    std::string user_agent;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(PasswordForgotten, (), (sealed_email, language, ip, user_agent, request_id))

/// Mails a token that sets a new password, if the address has an account.
class ForgotPassword {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/password/forgot",
                                        .access = http::Access::anonymous,
                                        .limit = "mail"};
    static constexpr http::Doc kDoc =
        http::Doc{"Ask for a mail that sets a new password"}.answering(202);

    ForgotPassword(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                   OneTimeTokens& tokens, AccountMail& mail, service::Outbox& outbox,
                   const crypto::Seal& seal, const Clock& clock)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          tokens_(tokens),
          mail_(mail),
          outbox_(outbox),
          seal_(seal),
          clock_(clock) {}

    Task<http::Reply<ForgotPasswordAnswer>> handle(ForgotPasswordRequest request,
                                                   http::Context& context);
    /// The body of the inbox's transaction.
    Task<void> process(sql::Transaction& transaction, const PasswordForgotten& event);

private:
    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    OneTimeTokens& tokens_;
    AccountMail& mail_;
    service::Outbox& outbox_;
    const crypto::Seal& seal_;
    const Clock& clock_;
};

}  // namespace gatehouse::auth
