#include "services/auth-service/sign_in/sign_in.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/unavailable.hpp"

namespace gatehouse::auth {
namespace {

std::optional<UserId> id_of(const std::optional<Account>& account) {
    return account ? std::optional{account->id} : std::nullopt;
}

}  // namespace

Task<http::Reply<SessionAnswer>> SignIn::handle(SignInRequest request, http::Context& context) {
    std::optional<PasswordTry> attempt;
    // Once more when the account changed while its password was checked, which takes long enough:
    // another sign-in may have hashed the same password afresh.
    for (int round = 0; round < 2; ++round) {
        std::optional<Account> account = co_await accounts_.find_by_email(request.email);
        if (!attempt) {
            auto begun = co_await tries_.begin({.email = request.email.text(),
                                                .account = account ? &*account : nullptr,
                                                .password = &request.password},
                                               context);
            if (!begun) {
                counters_.sign_in_throttled.add();
                co_return std::move(begun.error());
            }
            attempt.emplace(std::move(*begun));
        }
        std::optional<std::string> stored;
        if (account && account->has_password()) stored = account->password;
        attempt->compare();
        auto check =
            co_await passwords_.check(request.password, std::move(stored), context.deadline());
        if (!check) {
            attempt->give_back();
            counters_.sign_in_overloaded.add();
            co_return std::move(check.error());
        }
        if (!check->right || !account->active()) {
            co_return co_await refuse(request.email, account, refusal_of(account, check->right),
                                      *attempt, context);
        }
        if (verification_ == Verification::required && !account->email_verified_at) {
            attempt->give_back();
            co_return problems::kEmailNotVerified;
        }
        const SessionRow session = opener_.begin(account->id, context);
        std::string hash = check->fresh_hash.value_or(account->password);
        const Begun begun = co_await begin(*account, hash, session, *attempt, context);
        if (begun == Begun::stopped) co_return tries_.stopped(*attempt, context);
        if (begun == Begun::yes) {
            attempt->give_back();
            counters_.signed_in.add();
            account->password = std::move(hash);
            co_return opener_.answer(*account, session, context);
        }
    }
    throw ServiceUnavailable{"an account changes faster than its password can be checked"};
}

Task<SignIn::Begun> SignIn::begin(const Account& account, const std::string& hash,
                                  const SessionRow& session, const PasswordTry& attempt,
                                  const http::Context& context) {
    AuditEvent event = own_event(audit_action::kSignedIn, account.id, context);
    event.session = session.id;
    const std::string language = language_of(context);
    const bool known_device = devices_.find(context, account.id, account.password).has_value();
    bool told = false;
    std::vector<service::Revocation> ended;
    const Begun begun =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<Begun> {
            if (!co_await tries_.succeeded(transaction, attempt, session.created_at)) {
                co_return Begun::stopped;
            }
            told = co_await notices_.is_due(transaction, session, known_device);
            if (!co_await accounts_.note_sign_in(transaction, account, hash, session.created_at)) {
                co_return Begun::changed;
            }
            ended = co_await ender_.make_room_in(
                transaction, account.id,
                own_event(audit_action::kSessionsEnded, account.id, context));
            co_await sessions_.insert(transaction, session);
            co_await audit_.record(transaction, event);
            if (told) co_await notices_.request(transaction, account, session, language);
            co_return Begun::yes;
        });
    if (begun != Begun::yes) co_return begun;
    co_await ender_.apply(std::move(ended));
    if (told) outbox_.nudge();
    co_return begun;
}

SignIn::Refusal SignIn::refusal_of(const std::optional<Account>& account, bool right) const {
    if (!account) return {"unknown_account", counters_.unknown_account};
    if (!right) return {"wrong_password", counters_.wrong_password};
    return {"account_disabled", counters_.account_disabled};
}

Task<Problem> SignIn::refuse(const Email& email, const std::optional<Account>& account,
                             Refusal refusal, PasswordTry& attempt, http::Context& context) {
    refusal.counter.add();
    attempt.wrong();
    const AuditEvent event{.action = audit_action::kSignInFailed,
                           .at = context.now(),
                           .origin = origin_of(context),
                           .target = id_of(account),
                           .outcome = AuditOutcome::failure,
                           .reason = std::string{refusal.reason},
                           .subject = AuditSubject{.email_code = audit_.address_code(email)}};
    const bool counted =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            co_await audit_.record(transaction, event);
            co_return co_await tries_.failed(transaction, attempt, event.at);
        });
    if (!counted) co_return tries_.stopped(attempt, context);
    co_return Problem{problems::kInvalidCredentials};
}

}  // namespace gatehouse::auth
