#include "services/auth-service/account_deletion/delete_account.hpp"

#include <utility>
#include <vector>

#include "contracts/events.hpp"
#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<DeletionAccepted>> DeleteAccount::handle(http::Context& context) {
    if (auto problem = co_await recent_.refuse_stale(context)) co_return *std::move(problem);
    const Time now = context.now();
    const UserId user = context.caller().user;
    const std::string language = language_of(context);
    std::vector<service::Revocation> ended;
    const bool deleted =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            const auto account = co_await accounts_.find(transaction, user);
            // First of all the row of the account: no sign-in begins a session from here on.
            if (!account || !co_await accounts_.set_password(transaction, user, account->password,
                                                             Account::kNoPassword, now)) {
                co_return false;
            }
            ended = co_await ender_.end_all_in(transaction, user, SessionId{Uuid{}}, now,
                                               end_reason::kAccountDeleted);
            co_await accounts_.remove(transaction, user);
            co_await audit_.record(transaction, own_event(audit_action::kDeleted, user, context));
            // What the trail holds about the person goes; the ids in it then name nobody.
            co_await AuditLog::forget(transaction, user);
            co_await mail_.request(transaction, contracts::MailKind::account_deleted, *account,
                                   language, now);
            co_await outbox_.add(transaction, contracts::UserErased{user, now});
            co_return true;
        });
    if (!deleted) co_return problems::kSessionExpired;
    co_await ender_.apply(std::move(ended));
    outbox_.nudge();
    expire_refresh_cookie(context);
    context.add_header("Clear-Site-Data", R"("cache", "cookies", "storage")");
    co_return http::Success<DeletionAccepted>{{}, 202};
}

}  // namespace gatehouse::auth
