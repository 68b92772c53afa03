#include "services/auth-service/reauthentication/reauthenticate.hpp"

#include <utility>

namespace gatehouse::auth {

Task<http::Reply<http::NoContent>> Reauthenticate::handle(ReauthenticateRequest request,
                                                          http::Context& context) {
    const auto account = co_await accounts_.find(context.caller().user);
    if (!account) co_return problems::kSessionExpired;
    auto attempt = co_await tries_.begin({.email = account->email, .account = &*account}, context);
    if (!attempt) co_return std::move(attempt.error());
    attempt->compare();
    auto check = co_await passwords_.check(request.password, account->password, context.deadline());
    if (!check) {
        attempt->give_back();
        co_return std::move(check.error());
    }
    AuditEvent event = own_event(
        check->right ? audit_action::kReauthenticated : audit_action::kReauthenticationFailed,
        account->id, context);
    if (!check->right) event.outcome = AuditOutcome::failure;
    const bool counted =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            if (!check->right) {
                co_await audit_.record(transaction, event);
                co_return co_await tries_.failed(transaction, *attempt, context.now());
            }
            if (!co_await tries_.succeeded(transaction, *attempt, context.now())) co_return false;
            co_await sessions_.set_authenticated(transaction, context.caller().session,
                                                 context.now());
            co_await audit_.record(transaction, event);
            co_return true;
        });
    if (!counted) co_return tries_.stopped(*attempt, context);
    if (!check->right) co_return problems::kWrongPassword;
    attempt->give_back();
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
