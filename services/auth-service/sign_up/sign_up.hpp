#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <boost/describe.hpp>

#include "contracts/display_name.hpp"
#include "contracts/email.hpp"
#include "platform/async/task.hpp"
#include "platform/base/random.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/literal.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_registry.hpp"
#include "services/auth-service/accounts/password.hpp"
#include "services/auth-service/counters.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/settings.hpp"
#include "services/auth-service/tokens/session_opener.hpp"

namespace gatehouse::auth {

struct SignUpRequest {
    Email email;
    Password password;
    DisplayName name;
};
BOOST_DESCRIBE_STRUCT(SignUpRequest, (), (email, password, name))

/// What `required` verification answers, whether the address was free or not.
struct VerificationRequired {
    json::Literal<"verification_required"> status;
};
BOOST_DESCRIBE_STRUCT(VerificationRequired, (), (status))

/// Somebody signs up while verification is required. This service tells itself, so that the answer
/// is one and the same write for free and taken addresses (EN-03).
struct SignUpWanted {
    static constexpr std::string_view kTopic = "auth.sign_up_wanted";
    std::string sealed;  ///< PendingAccount
    std::string language;
    std::string browser_hash;
    std::string ip;
    std::string user_agent;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(SignUpWanted, (),
                      (sealed, language, browser_hash, ip, user_agent, request_id))

/// An account on its way to be stored.
struct PendingAccount {
    std::string email;
    std::string password;  ///< hashed
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PendingAccount, (), (email, password, name))

/// Creates an account. With `deferred` verification it is signed in at once; with `required` the
/// answer is the same for every address, and what happened arrives by mail.
class SignUp {
public:
    using Answer = std::variant<SessionAnswer, VerificationRequired>;

    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/register",
                                        .access = http::Access::anonymous,
                                        .limit = "register"};
    static constexpr http::Doc kDoc =
        http::Doc{"Create an account and sign in", problems::kEmailExists, problems::kWeakPassword,
                  problems::kOverloaded}
            .answering(201, 202);

    SignUp(sql::Database& database, AccountStore& accounts, AccountRegistry& registry,
           const SessionOpener& opener, OneTimeTokens& tokens, AccountMail& mail,
           service::Outbox& outbox, const crypto::Seal& seal, IdSource& ids, RandomSource& random,
           const Clock& clock, Verification verification, const Counters& counters)
        : database_(database),
          accounts_(accounts),
          registry_(registry),
          opener_(opener),
          tokens_(tokens),
          mail_(mail),
          outbox_(outbox),
          seal_(seal),
          ids_(ids),
          random_(random),
          clock_(clock),
          verification_(verification),
          counters_(counters) {}

    Task<http::Reply<Answer>> handle(SignUpRequest request, http::Context& context);
    /// The body of the inbox's transaction.
    Task<void> process(sql::Transaction& transaction, const SignUpWanted& event);

private:
    Task<http::Reply<Answer>> sign_up_unseen(const SignUpRequest& request, http::Context& context);
    Task<void> tell_owner(sql::Transaction& transaction, const Account& owner,
                          const SignUpWanted& event);

    sql::Database& database_;
    AccountStore& accounts_;
    AccountRegistry& registry_;
    const SessionOpener& opener_;
    OneTimeTokens& tokens_;
    AccountMail& mail_;
    service::Outbox& outbox_;
    const crypto::Seal& seal_;
    IdSource& ids_;
    RandomSource& random_;
    const Clock& clock_;
    Verification verification_;
    const Counters& counters_;
};

}  // namespace gatehouse::auth
