#include "services/auth-service/recovery/forgot_password.hpp"

#include <stdexcept>

namespace gatehouse::auth {

Task<http::Reply<ForgotPasswordAnswer>> ForgotPassword::handle(ForgotPasswordRequest request,
                                                               http::Context& context) {
    const AuditOrigin origin = origin_of(context);
    const PasswordForgotten event{seal_.seal(request.email.text(), PasswordForgotten::kTopic),
                                  language_of(context), origin.ip, origin.user_agent,
                                  origin.request_id};
    co_await outbox_.add(database_, event);
    outbox_.nudge();
    co_return http::Success<ForgotPasswordAnswer>{{}, 202};
}

Task<void> ForgotPassword::process(sql::Transaction& transaction, const PasswordForgotten& event) {
    const auto email = seal_.open(event.sealed_email, PasswordForgotten::kTopic);
    if (!email) throw std::runtime_error("an address was sealed with another key");
    const auto account = co_await accounts_.find_by_email(transaction, *email);
    if (!account || !account->active()) co_return;
    if (!mail_.may_send(contracts::MailKind::reset_password, account->email)) co_return;
    const Time now = clock_.now();
    const MintedToken token =
        co_await tokens_.mint(transaction, kResetPassword, account->id, account->email, "", now);
    co_await audit_.record(
        transaction,
        {.action = audit_action::kPasswordResetRequested,
         .at = now,
         .origin = {.ip = event.ip, .user_agent = event.user_agent, .request_id = event.request_id},
         .target = account->id});
    co_await mail_.request(transaction, contracts::MailKind::reset_password, *account,
                           event.language, now, {.token = &token});
}

}  // namespace gatehouse::auth
