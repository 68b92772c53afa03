#include "services/auth-service/email_verification/verify_email.hpp"

#include <utility>
#include <vector>

#include "platform/base/secret.hpp"
#include "services/auth-service/one_time_tokens/sign_up_cookie.hpp"
#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<PasswordNeeded>> VerifyEmail::handle(VerifyEmailRequest request,
                                                      http::Context& context) {
    const TokenProof proof{std::move(request.token), std::move(request.email),
                           std::move(request.code)};
    if (auto problem = malformed(proof)) co_return *std::move(problem);
    const Time now = context.now();
    const auto hash = co_await tokens_.hash_of(kVerifyEmail, proof, now);
    const auto row = hash ? co_await token_store_.find(kVerifyEmail.name, *hash, now)
                          : std::optional<OneTimeTokenRow>{};
    if (!row) co_return problems::kTokenSpent;
    const bool registrant = co_await is_registrant(*row, context);

    std::vector<service::Revocation> ended;
    std::optional<MintedToken> reset;
    const bool verified =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            // The account before its tokens, as in every change of it.
            co_await accounts_.lock(transaction, row->user_id);
            if (!co_await tokens_.take(transaction, kVerifyEmail, *hash, now)) co_return false;
            const auto account = co_await accounts_.find(transaction, row->user_id);
            if (!account ||
                !co_await accounts_.set_verified(transaction, account->id, row->email, now)) {
                co_return false;
            }
            co_await audit_.record(transaction,
                                   own_event(audit_action::kEmailVerified, account->id, context));
            // An address that was proven before belongs to who has the account.
            if (registrant || account->email_verified_at) co_return true;
            co_await accounts_.void_password(transaction, account->id, now);
            co_await token_store_.remove_all(transaction, account->id);
            ended = co_await ender_.end_all_in(transaction, account->id, SessionId{Uuid{}}, now,
                                               end_reason::kAddressProven);
            reset = co_await tokens_.mint(transaction, kResetPassword, account->id, account->email,
                                          "", now);
            co_return true;
        });
    if (!verified) co_return problems::kTokenSpent;
    co_await ender_.apply(std::move(ended));
    if (reset) co_return PasswordNeeded{{}, std::move(reset->token)};
    co_return http::Success<PasswordNeeded>{{}, 204};
}

Task<bool> VerifyEmail::is_registrant(const OneTimeTokenRow& token, const http::Context& context) {
    const std::string browser = marked_browser(context);
    if (!browser.empty() && constant_time_equal(browser, token.browser_hash)) co_return true;
    const auto presented = presented_token(context, refresh_tokens_);
    if (!presented) co_return false;
    const auto family = co_await sessions_.find_family(presented->session);
    co_return family && family->live(context.now()) &&
        family->user_id == token.user_id&& refresh_tokens_.genuine(*presented, family->token);
}

}  // namespace gatehouse::auth
