#include "services/auth-service/reauthentication/reauthenticate.hpp"

#include <utility>

namespace gatehouse::auth {

Task<http::Reply<http::NoContent>> Reauthenticate::handle(ReauthenticateRequest request,
                                                          http::Context& context) {
    const auto account = co_await accounts_.find(context.caller().user);
    if (!account) co_return problems::kSessionExpired;
    auto check = co_await passwords_.check(request.password, account->password, context.deadline());
    if (!check) co_return std::move(check.error());
    AuditEvent event = own_event(
        check->right ? audit_action::kReauthenticated : audit_action::kReauthenticationFailed,
        account->id, context);
    if (!check->right) event.outcome = AuditOutcome::failure;
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        if (check->right) {
            co_await sessions_.set_authenticated(transaction, context.caller().session,
                                                 context.now());
        }
        co_await audit_.record(transaction, event);
    });
    if (!check->right) co_return problems::kWrongPassword;
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
