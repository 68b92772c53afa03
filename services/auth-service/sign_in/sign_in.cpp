#include "services/auth-service/sign_in/sign_in.hpp"

#include <optional>
#include <string>
#include <utility>

#include "platform/base/unavailable.hpp"

namespace gatehouse::auth {

Task<http::Reply<SessionAnswer>> SignIn::handle(SignInRequest request, http::Context& context) {
    // Once more when the account changed while its password was checked, which takes long enough:
    // another sign-in may have hashed the same password afresh.
    for (int attempt = 0; attempt < 2; ++attempt) {
        const std::optional<Account> account = co_await accounts_.find_by_email(request.email);
        std::optional<std::string> stored;
        if (account && account->has_password()) stored = account->password;
        auto check =
            co_await passwords_.check(request.password, std::move(stored), context.deadline());
        if (!check) {
            counters_.sign_in_overloaded.add();
            co_return std::move(check.error());
        }
        if (!check->right || !account->active()) {
            co_await record_refusal(request.email, account, refusal_of(account, check->right),
                                    context);
            co_return problems::kInvalidCredentials;
        }
        if (verification_ == Verification::required && !account->email_verified_at) {
            co_return problems::kEmailNotVerified;
        }
        const SessionRow session = opener_.begin(account->id, context);
        if (co_await begin(*account, check->fresh_hash.value_or(account->password), session,
                           context)) {
            counters_.signed_in.add();
            co_return opener_.answer(*account, session, context);
        }
    }
    throw ServiceUnavailable{"an account changes faster than its password can be checked"};
}

Task<bool> SignIn::begin(const Account& account, const std::string& hash, const SessionRow& session,
                         const http::Context& context) {
    AuditEvent event = own_event(audit_action::kSignedIn, account.id, context);
    event.session = session.id;
    const std::string language = language_of(context);
    bool told = false;
    const bool begun =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            told = co_await notices_.is_due(transaction, session);
            if (!co_await accounts_.note_sign_in(transaction, account, hash, session.created_at)) {
                co_return false;
            }
            co_await sessions_.insert(transaction, session);
            co_await audit_.record(transaction, event);
            if (told) co_await notices_.request(transaction, account, session, language);
            co_return true;
        });
    if (begun && told) outbox_.nudge();
    co_return begun;
}

SignIn::Refusal SignIn::refusal_of(const std::optional<Account>& account, bool right) const {
    if (!account) return {"unknown_account", counters_.unknown_account};
    if (!right) return {"wrong_password", counters_.wrong_password};
    return {"account_disabled", counters_.account_disabled};
}

Task<void> SignIn::record_refusal(const Email& email, const std::optional<Account>& account,
                                  Refusal refusal, const http::Context& context) {
    refusal.counter.add();
    AuditEvent event{.action = audit_action::kSignInFailed,
                     .at = context.now(),
                     .origin = origin_of(context),
                     .outcome = AuditOutcome::failure,
                     .reason = std::string{refusal.reason},
                     .subject = AuditSubject{.email_code = audit_.address_code(email)}};
    if (account) event.target = account->id;
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await audit_.record(transaction, event);
    });
}

}  // namespace gatehouse::auth
