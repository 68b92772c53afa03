#pragma once

#include <optional>

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
#include "services/auth-service/counters.hpp"
#include "services/auth-service/limits/password_tries.hpp"
#include "services/auth-service/one_time_tokens/sign_in_notices.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/settings.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_opener.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

struct SignInRequest {
    Email email;
    Password password;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (email, password))

/// Signs in with e-mail address and password. Unknown, wrong and disabled are one answer, given
/// after the same work; so is too many tries, given before it.
class SignIn {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/login",
                                        .access = http::Access::anonymous,
                                        .limit = "login"};
    static constexpr http::Doc kDoc{"Sign in", problems::kInvalidCredentials,
                                    problems::kEmailNotVerified, problems::kOverloaded};

    SignIn(sql::Database& database, AccountStore& accounts, SessionStore& sessions,
           Passwords& passwords, PasswordTries& tries, AuditLog& audit, const SessionOpener& opener,
           const DeviceCookies& devices, SessionEnder& ender, SignInNotices& notices,
           service::Outbox& outbox, Verification verification, const Counters& counters)
        : database_(database),
          accounts_(accounts),
          sessions_(sessions),
          passwords_(passwords),
          tries_(tries),
          audit_(audit),
          opener_(opener),
          devices_(devices),
          ender_(ender),
          notices_(notices),
          outbox_(outbox),
          verification_(verification),
          counters_(counters) {}

    Task<http::Reply<SessionAnswer>> handle(SignInRequest request, http::Context& context);

private:
    /// Why a sign-in is refused: nobody but the operator learns it.
    struct Refusal {
        std::string_view reason;
        metrics::Counter& counter;
    };

    [[nodiscard]] Refusal refusal_of(const std::optional<Account>& account, bool right) const;
    enum class Begun : std::uint8_t {
        yes,
        changed,  ///< the account has changed since it was read
        stopped,  ///< too many wrong passwords in a row
    };
    /// Stores the session and `hash`, ends what is one too many, and tells the owner of a new
    /// device.
    Task<Begun> begin(const Account& account, const std::string& hash, const SessionRow& session,
                      const PasswordTry& attempt, const http::Context& context);
    /// Counts and records it: with the same writes whether there is such an account or not. Gives
    /// the answer.
    Task<Problem> refuse(const Email& email, const std::optional<Account>& account, Refusal refusal,
                         PasswordTry& attempt, http::Context& context);

    sql::Database& database_;
    AccountStore& accounts_;
    SessionStore& sessions_;
    Passwords& passwords_;
    PasswordTries& tries_;
    AuditLog& audit_;
    const SessionOpener& opener_;
    const DeviceCookies& devices_;
    SessionEnder& ender_;
    SignInNotices& notices_;
    service::Outbox& outbox_;
    Verification verification_;
    const Counters& counters_;
};

}  // namespace gatehouse::auth
