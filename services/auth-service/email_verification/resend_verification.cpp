#include "services/auth-service/email_verification/resend_verification.hpp"

#include <stdexcept>

#include "services/auth-service/one_time_tokens/sign_up_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<ResendVerificationAnswer>> ResendVerification::handle(
    ResendVerificationRequest request, http::Context& context) {
    const VerificationWanted event{seal_.seal(request.email.text(), VerificationWanted::kTopic),
                                   language_of(context), marked_browser(context)};
    co_await outbox_.add(database_, event);
    outbox_.nudge();
    co_return http::Success<ResendVerificationAnswer>{{}, 202};
}

Task<void> ResendVerification::process(sql::Transaction& transaction,
                                       const VerificationWanted& event) {
    const auto email = seal_.open(event.sealed_email, VerificationWanted::kTopic);
    if (!email) throw std::runtime_error("an address was sealed with another key");
    const auto account = co_await accounts_.find_by_email(transaction, *email);
    if (!account || !account->active() || account->email_verified_at) co_return;
    if (!mail_.may_send(contracts::MailKind::verify_email, account->email)) co_return;
    const Time now = clock_.now();
    // Only the browser that signed up keeps its mark: anybody may ask for the mail again.
    const std::string browser = co_await tokens_.browser_of(transaction, kVerifyEmail, account->id);
    const MintedToken token =
        co_await tokens_.mint(transaction, kVerifyEmail, account->id, account->email,
                              browser == event.browser_hash ? browser : std::string{}, now);
    co_await mail_.request(transaction, contracts::MailKind::verify_email, *account, event.language,
                           now, {.token = &token});
}

}  // namespace gatehouse::auth
