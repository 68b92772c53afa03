#include "services/auth-service/account_deletion/delete_account.hpp"

#include <utility>
#include <vector>

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<DeletionAccepted>> DeleteAccount::handle(http::Context& context) {
    if (auto problem = co_await recent_.refuse_stale(context)) co_return *std::move(problem);
    const Time now = context.now();
    const UserId user = context.caller().user;
    const std::string language = language_of(context);
    const AuditEvent event = own_event(audit_action::kDeleted, user, context);
    const ProblemType* problem = nullptr;
    auto ended = co_await database_.transact(
        [&](sql::Transaction& transaction) -> Task<std::vector<service::Revocation>> {
            problem = nullptr;
            const std::size_t admins = co_await accounts_.lock_admins(transaction);
            // First of all the row of the account: no sign-in begins a session from here on.
            const auto details = co_await accounts_.lock(transaction, user);
            const auto account = co_await accounts_.find(transaction, user);
            if (!details || !account) {
                problem = &problems::kSessionExpired;
            } else if (details->active_admin() && admins == 1) {
                problem = &problems::kLastAdmin;
            }
            if (problem != nullptr) co_return std::vector<service::Revocation>{};
            auto revocations = co_await eraser_.erase_in(transaction, event);
            co_await mail_.request(transaction, contracts::MailKind::account_deleted, *account,
                                   language, now);
            co_return revocations;
        });
    if (problem != nullptr) co_return *problem;
    co_await eraser_.finish(std::move(ended));
    expire_refresh_cookie(context);
    context.add_header("Clear-Site-Data", R"("cache", "cookies", "storage")");
    co_return http::Success<DeletionAccepted>{{}, 202};
}

}  // namespace gatehouse::auth
