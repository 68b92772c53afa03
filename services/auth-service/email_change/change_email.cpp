#include "services/auth-service/email_change/change_email.hpp"

#include <stdexcept>
#include <utility>

namespace gatehouse::auth {

Task<http::Reply<ChangeEmailAnswer>> ChangeEmail::handle(ChangeEmailRequest request,
                                                         http::Context& context) {
    if (auto problem = co_await recent_.refuse_stale(context)) co_return *std::move(problem);
    const AuditOrigin origin = origin_of(context);
    const EmailChangeWanted event{
        context.caller().user, seal_.seal(request.email.text(), EmailChangeWanted::kTopic),
        language_of(context),  origin.ip,
        origin.user_agent,     origin.request_id};
    co_await outbox_.add(database_, event);
    outbox_.nudge();
    co_return http::Success<ChangeEmailAnswer>{{}, 202};
}

Task<void> ChangeEmail::process(sql::Transaction& transaction, const EmailChangeWanted& event) {
    const auto email = seal_.open(event.sealed_email, EmailChangeWanted::kTopic);
    if (!email) throw std::runtime_error("an address was sealed with another key");
    const auto account = co_await accounts_.find(transaction, event.user_id);
    if (!account || !account->active() || account->email == *email) co_return;
    const Time now = clock_.now();
    if (co_await token_store_.count(transaction, account->id, kUndoEmailChange.name, now) >=
        kMostChanges) {
        co_return;
    }
    co_await audit_.record(
        transaction,
        {.action = audit_action::kEmailChangeRequested,
         .at = now,
         .origin = {.ip = event.ip, .user_agent = event.user_agent, .request_id = event.request_id},
         .actor = account->id,
         .target = account->id,
         .subject = AuditSubject{.change = AuditChange{"email", account->email, *email}}});
    auto owner = co_await accounts_.find_by_email(transaction, *email);
    if (!owner) owner = co_await accounts_.find_former(transaction, *email, now);
    // Who had the address before may take it back as they do any other.
    if (owner && owner->id != account->id) {
        co_return co_await mail_.tell_taken(transaction, *owner, *email, event.language, now);
    }
    if (!mail_.may_send(contracts::MailKind::confirm_new_email, *email)) co_return;
    const MintedToken token =
        co_await tokens_.mint(transaction, kChangeEmail, account->id, *email, "", now);
    co_await mail_.request(transaction, contracts::MailKind::confirm_new_email, *account,
                           event.language, now, {.token = &token, .to = email});
    const MintedToken undo =
        co_await tokens_.mint(transaction, kUndoEmailChange, account->id, account->email, "", now);
    co_await mail_.request(transaction, contracts::MailKind::email_change_notice, *account,
                           event.language, now, {.token = &undo, .new_email = email});
}

}  // namespace gatehouse::auth
