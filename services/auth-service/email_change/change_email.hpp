#pragma once

#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
#include "contracts/ids.hpp"
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
#include "services/auth-service/tokens/recent_sign_in.hpp"

namespace gatehouse::auth {

struct ChangeEmailRequest {
    Email email;
};
BOOST_DESCRIBE_STRUCT(ChangeEmailRequest, (), (email))

struct ChangeEmailAnswer {
    json::Literal<"confirmation_required"> status;
};
BOOST_DESCRIBE_STRUCT(ChangeEmailAnswer, (), (status))

/// Somebody wants another address. This service tells itself, so that the answer shows nothing
/// about who has the new one (EN-06).
struct EmailChangeWanted {
    static constexpr std::string_view kTopic = "auth.email_change_wanted";
    UserId user_id;
    std::string sealed_email;
    std::string language;
    std::string ip;
    std::string user_agent;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(EmailChangeWanted, (),
                      (user_id, sealed_email, language, ip, user_agent, request_id))

/// Mails a token to the new address, and to the old one a notice with which the change can be
/// undone for 72 hours (EV-03).
class ChangeEmail {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/email/change",
                                        .access = http::Access::user,
                                        .limit = "mail"};
    static constexpr http::Doc kDoc =
        http::Doc{"Ask for another e-mail address", problems::kReauthenticationRequired}.answering(
            202);

    ChangeEmail(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                RecentSignIn& recent, OneTimeTokenStore& token_store, OneTimeTokens& tokens,
                AccountMail& mail, service::Outbox& outbox, const crypto::Seal& seal,
                const Clock& clock)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          recent_(recent),
          token_store_(token_store),
          tokens_(tokens),
          mail_(mail),
          outbox_(outbox),
          seal_(seal),
          clock_(clock) {}

    Task<http::Reply<ChangeEmailAnswer>> handle(ChangeEmailRequest request, http::Context& context);
    /// The body of the inbox's transaction.
    Task<void> process(sql::Transaction& transaction, const EmailChangeWanted& event);

private:
    /// Changes asked for within 72 hours, each of which keeps a way back; further ones do nothing.
    static constexpr std::int64_t kMostChanges = 10;

    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    RecentSignIn& recent_;
    OneTimeTokenStore& token_store_;
    OneTimeTokens& tokens_;
    AccountMail& mail_;
    service::Outbox& outbox_;
    const crypto::Seal& seal_;
    const Clock& clock_;
};

}  // namespace gatehouse::auth
