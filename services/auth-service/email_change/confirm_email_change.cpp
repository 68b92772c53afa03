#include "services/auth-service/email_change/confirm_email_change.hpp"

#include <utility>
#include <vector>

#include "platform/sql/errors.hpp"

namespace gatehouse::auth {

Task<http::Reply<http::NoContent>> ConfirmEmailChange::handle(ConfirmEmailChangeRequest request,
                                                              http::Context& context) {
    const TokenProof proof{std::move(request.token), std::move(request.email),
                           std::move(request.code)};
    if (auto problem = malformed(proof)) co_return *std::move(problem);
    const Time now = context.now();
    const auto hash = co_await tokens_.hash_of(kChangeEmail, proof, now);
    if (!hash) co_return problems::kTokenSpent;
    bool changed = false;
    try {
        changed = co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            const auto row = co_await tokens_.take(transaction, kChangeEmail, *hash, now);
            const auto account =
                row ? co_await accounts_.find(transaction, row->user_id) : std::optional<Account>{};
            if (!account || !account->active() ||
                !co_await accounts_.set_email(transaction, account->id, account->email, row->email,
                                              now)) {
                co_return false;
            }
            AuditEvent event = own_event(audit_action::kEmailChanged, account->id, context);
            event.subject =
                AuditSubject{.change = AuditChange{"email", account->email, row->email}};
            co_await audit_.record(transaction, event);
            // Tokens sent to the old address prove nothing about the account any more.
            co_await token_store_.remove_others(transaction, account->id, kUndoEmailChange.name);
            co_return true;
        });
    } catch (const sql::ConstraintFailed&) {
        // Somebody registered the address at this very moment: as if a moment earlier.
        changed = false;
    }
    if (!changed) co_return problems::kTokenSpent;
    co_return http::NoContent{};
}

Task<http::Reply<EmailChangeUndone>> UndoEmailChange::handle(UndoEmailChangeRequest request,
                                                             http::Context& context) {
    const TokenProof proof{std::move(request.token), std::move(request.email),
                           std::move(request.code)};
    if (auto problem = malformed(proof)) co_return *std::move(problem);
    const Time now = context.now();
    const auto hash = co_await tokens_.hash_of(kUndoEmailChange, proof, now);
    if (!hash) co_return problems::kTokenSpent;
    std::vector<service::Revocation> ended;
    std::optional<MintedToken> reset;
    try {
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
            reset.reset();
            const auto row = co_await tokens_.take(transaction, kUndoEmailChange, *hash, now);
            const auto account =
                row ? co_await accounts_.find(transaction, row->user_id) : std::optional<Account>{};
            if (!account) co_return;
            if (account->email != row->email &&
                !co_await accounts_.set_email(transaction, account->id, account->email, row->email,
                                              now)) {
                co_return;
            }
            co_await accounts_.set_password(transaction, account->id, account->password,
                                            Account::kNoPassword, now);
            // Who had the account before this address keeps the way back to theirs.
            co_await token_store_.remove_all_after(transaction, *row);
            ended = co_await ender_.end_all_in(transaction, account->id, SessionId{Uuid{}}, now,
                                               end_reason::kEmailChangeUndone);
            AuditEvent event = own_event(audit_action::kEmailChangeUndone, account->id, context);
            event.subject =
                AuditSubject{.change = AuditChange{"email", account->email, row->email}};
            co_await audit_.record(transaction, event);
            reset = co_await tokens_.mint(transaction, kResetPassword, account->id, row->email, "",
                                          now);
        });
    } catch (const sql::ConstraintFailed&) {
        // Somebody registered the old address at this very moment: it is not free any more.
        reset.reset();
    }
    if (!reset) co_return problems::kTokenSpent;
    co_await ender_.apply(std::move(ended));
    co_return EmailChangeUndone{{}, std::move(reset->token)};
}

}  // namespace gatehouse::auth
