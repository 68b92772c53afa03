#include "services/auth-service/recovery/reset_password.hpp"

#include <utility>
#include <vector>

namespace gatehouse::auth {

Task<http::Reply<http::NoContent>> ResetPassword::handle(ResetPasswordRequest request,
                                                         http::Context& context) {
    const TokenProof proof{std::move(request.token), std::move(request.email),
                           std::move(request.code)};
    if (auto problem = malformed(proof)) co_return *std::move(problem);
    const Time now = context.now();
    const auto hash = co_await tokens_.hash_of(kResetPassword, proof, now);
    const auto row = hash ? co_await token_store_.find(kResetPassword.name, *hash, now)
                          : std::optional<OneTimeTokenRow>{};
    const auto account = row ? co_await accounts_.find(row->user_id) : std::optional<Account>{};
    if (!account || !account->active()) co_return problems::kTokenSpent;

    // Before the token is used up: a password that is too weak can be chosen again.
    const auto password = co_await passwords_.hash_new(request.password, account->email,
                                                       account->name, context.deadline());
    if (!password) co_return password.error();

    const std::string language = language_of(context);
    std::vector<service::Revocation> ended;
    const bool changed =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            // The account before its tokens, as in every change of it.
            co_await accounts_.lock(transaction, account->id);
            if (!co_await tokens_.take(transaction, kResetPassword, *hash, now)) co_return false;
            const auto current = co_await accounts_.find(transaction, account->id);
            if (!current || !current->active() ||
                !co_await accounts_.set_password(transaction, current->id, current->password,
                                                 *password, now)) {
                co_return false;
            }
            // The mail arrived, so the address is proven; everything set up before is void.
            co_await accounts_.set_verified(transaction, current->id, row->email, now);
            co_await token_store_.remove_others(transaction, current->id, {});
            ended = co_await ender_.end_all_in(transaction, current->id, SessionId{Uuid{}}, now,
                                               end_reason::kPasswordReset);
            // Who was locked out by somebody else's guesses is let in again.
            co_await tries_.forget(transaction, current->email);
            co_await audit_.record(transaction,
                                   own_event(audit_action::kPasswordReset, current->id, context));
            co_await mail_.request(transaction, contracts::MailKind::password_changed, *current,
                                   language, now);
            co_return true;
        });
    if (!changed) co_return problems::kTokenSpent;
    tries_.forget_recent(account->email);
    co_await ender_.apply(std::move(ended));
    outbox_.nudge();
    // Those from before the reset are void; whoever set the password signs in next.
    devices_.set(context, account->id, *password);
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
