#include "services/auth-service/sign_in/sign_in.hpp"

#include <optional>
#include <string>
#include <utility>

namespace gatehouse::auth {

Task<http::Reply<SessionAnswer>> SignIn::handle(SignInRequest request, http::Context& context) {
    const std::optional<Account> account = co_await accounts_.find_by_email(request.email);
    std::optional<std::string> stored;
    if (account) stored = account->password;
    auto check = co_await passwords_.check(request.password, std::move(stored), context.deadline());
    if (!check) {
        counters_.sign_in_overloaded.add();
        co_return std::move(check.error());
    }
    if (!check->right || !account->active()) {
        co_await record_refusal(request.email, account, check->right, context);
        co_return problems::kInvalidCredentials;
    }

    if (check->fresh_hash) {
        co_await accounts_.rehash(account->id, account->password, *check->fresh_hash);
    }
    const SessionRow session = opener_.begin(account->id, context);
    AuditEvent event = own_event(audit_action::kSignedIn, account->id, context);
    event.session = session.id;
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await sessions_.insert(transaction, session);
        co_await audit_.record(transaction, event);
    });
    counters_.signed_in.add();
    co_return opener_.answer(*account, session, context);
}

Task<void> SignIn::record_refusal(const Email& email, const std::optional<Account>& account,
                                  bool right, const http::Context& context) {
    AuditEvent event{.action = audit_action::kSignInFailed,
                     .at = context.now(),
                     .origin = origin_of(context),
                     .outcome = AuditOutcome::failure,
                     .subject = AuditSubject{.email_code = audit_.address_code(email)}};
    if (account) event.target = account->id;
    if (!account) {
        counters_.unknown_account.add();
        event.reason = "unknown_account";
    } else if (!right) {
        counters_.wrong_password.add();
        event.reason = "wrong_password";
    } else {
        counters_.account_disabled.add();
        event.reason = "account_disabled";
    }
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await audit_.record(transaction, event);
    });
}

}  // namespace gatehouse::auth
