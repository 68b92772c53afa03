#include "services/auth-service/email_change/confirm_email_change.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

#include "platform/sql/errors.hpp"

namespace gatehouse::auth {
namespace {

/// Rolls a change back whose address is not to be had, so that its token stays: the address may be
/// free again while the token lives.
struct AddressTaken final : std::runtime_error {
    AddressTaken() : std::runtime_error("the address is taken") {}
};

}  // namespace

Task<http::Reply<http::NoContent>> ConfirmEmailChange::handle(ConfirmEmailChangeRequest request,
                                                              http::Context& context) {
    const TokenProof proof{std::move(request.token), std::move(request.email),
                           std::move(request.code)};
    if (auto problem = malformed(proof)) co_return *std::move(problem);
    const Time now = context.now();
    const auto hash = co_await tokens_.hash_of(kChangeEmail, proof, now);
    const auto row = hash ? co_await token_store_.find(kChangeEmail.name, *hash, now)
                          : std::optional<OneTimeTokenRow>{};
    if (!row) co_return problems::kTokenSpent;
    bool changed = false;
    try {
        changed = co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            // The account before its tokens, as in every change of it.
            co_await accounts_.lock(transaction, row->user_id);
            if (!co_await tokens_.take(transaction, kChangeEmail, *hash, now)) co_return false;
            const auto account = co_await accounts_.find(transaction, row->user_id);
            if (!account || !account->active()) co_return false;
            if (!co_await accounts_.set_email(transaction, account->id, account->email, row->email,
                                              now)) {
                throw AddressTaken{};
            }
            AuditEvent event = own_event(audit_action::kEmailChanged, account->id, context);
            event.subject =
                AuditSubject{.change = AuditChange{"email", account->email, row->email}};
            co_await audit_.record(transaction, event);
            // Tokens sent to the old address prove nothing about the account any more.
            co_await token_store_.remove_others(transaction, account->id, {});
            co_return true;
        });
    } catch (const sql::ConstraintFailed&) {
        // Somebody registered the address at this very moment: as if a moment earlier.
        changed = false;
    } catch (const AddressTaken&) {
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
    const auto row = hash ? co_await token_store_.find(kUndoEmailChange.name, *hash, now)
                          : std::optional<OneTimeTokenRow>{};
    if (!row) co_return problems::kTokenSpent;
    std::vector<service::Revocation> ended;
    std::optional<MintedToken> reset;
    try {
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
            reset.reset();
            co_await accounts_.lock(transaction, row->user_id);
            if (!co_await tokens_.take(transaction, kUndoEmailChange, *hash, now)) co_return;
            const auto account = co_await accounts_.find(transaction, row->user_id);
            if (!account) co_return;
            if (account->email != row->email &&
                !co_await accounts_.set_email(transaction, account->id, account->email, row->email,
                                              now)) {
                throw AddressTaken{};
            }
            co_await accounts_.void_password(transaction, account->id, now);
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
    } catch (const AddressTaken&) {
        reset.reset();
    }
    if (!reset) co_return problems::kTokenSpent;
    co_await ender_.apply(std::move(ended));
    co_return EmailChangeUndone{{}, std::move(reset->token)};
}

}  // namespace gatehouse::auth
