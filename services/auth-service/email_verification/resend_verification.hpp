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
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"

namespace gatehouse::auth {

struct ResendVerificationRequest {
    Email email;
};
BOOST_DESCRIBE_STRUCT(ResendVerificationRequest, (), (email))

struct ResendVerificationAnswer {
    json::Literal<"accepted"> status;
};
BOOST_DESCRIBE_STRUCT(ResendVerificationAnswer, (), (status))

/// Somebody asks for the verification mail again. This service tells itself, so that the answer is
/// one and the same write whatever the address (EN-04).
struct VerificationWanted {
    static constexpr std::string_view kTopic = "auth.verification_wanted";
    std::string sealed_email;
    std::string language;
    std::string browser_hash;
};
BOOST_DESCRIBE_STRUCT(VerificationWanted, (), (sealed_email, language, browser_hash))

/// Mails a fresh verification token, if the address has an account and is not proven yet.
class ResendVerification {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/email/verify/resend",
                                        .access = http::Access::anonymous,
                                        .limit = "mail"};
    static constexpr http::Doc kDoc =
        http::Doc{"Ask for the verification mail again"}.answering(202);

    ResendVerification(sql::Database& database, AccountStore& accounts, OneTimeTokens& tokens,
                       AccountMail& mail, service::Outbox& outbox, const crypto::Seal& seal,
                       const Clock& clock)
        : database_(database),
          accounts_(accounts),
          tokens_(tokens),
          mail_(mail),
          outbox_(outbox),
          seal_(seal),
          clock_(clock) {}

    Task<http::Reply<ResendVerificationAnswer>> handle(ResendVerificationRequest request,
                                                       http::Context& context);
    /// The body of the inbox's transaction.
    Task<void> process(sql::Transaction& transaction, const VerificationWanted& event);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    OneTimeTokens& tokens_;
    AccountMail& mail_;
    service::Outbox& outbox_;
    const crypto::Seal& seal_;
    const Clock& clock_;
};

}  // namespace gatehouse::auth
