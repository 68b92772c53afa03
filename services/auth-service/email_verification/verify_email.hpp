#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

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
#include "services/auth-service/tokens/refresh_token.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct VerifyEmailRequest {
    std::optional<std::string> token;
    std::optional<Email> email;
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(VerifyEmailRequest, (), (token, email, code))

/// The address is proven, but not by who set the account up: what they set is void, and the owner
/// of the address chooses a password with this token.
struct PasswordNeeded {
    json::Literal<"password_needed"> status;
    std::string reset_token;
};
BOOST_DESCRIBE_STRUCT(PasswordNeeded, (), (status, reset_token))

/// Takes the proof of an address. From the browser that signed up, or one that is signed in to the
/// account, that is all (204). From any other it may be the owner of an address that somebody else
/// registered: password and sessions are void, and the answer (200) carries a token to choose a
/// password with (EV-02).
class VerifyEmail {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/email/verify",
                                        .access = http::Access::anonymous,
                                        .limit = "token"};
    static constexpr http::Doc kDoc =
        http::Doc{"Prove an e-mail address with a mailed token", problems::kTokenSpent}
            .answering(200, 204)
            .explaining(kProofInWords);

    VerifyEmail(sql::Database& database, AuditLog& audit, AccountStore& accounts,
                SessionStore& sessions, OneTimeTokenStore& token_store, OneTimeTokens& tokens,
                const RefreshTokens& refresh_tokens, SessionEnder& ender)
        : database_(database),
          audit_(audit),
          accounts_(accounts),
          sessions_(sessions),
          token_store_(token_store),
          tokens_(tokens),
          refresh_tokens_(refresh_tokens),
          ender_(ender) {}

    Task<http::Reply<PasswordNeeded>> handle(VerifyEmailRequest request, http::Context& context);

private:
    /// Whether the request comes from who set the account up.
    Task<bool> is_registrant(const OneTimeTokenRow& token, const http::Context& context);

    sql::Database& database_;
    AuditLog& audit_;
    AccountStore& accounts_;
    SessionStore& sessions_;
    OneTimeTokenStore& token_store_;
    OneTimeTokens& tokens_;
    const RefreshTokens& refresh_tokens_;
    SessionEnder& ender_;
};

}  // namespace gatehouse::auth
