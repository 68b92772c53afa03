#include "services/auth-service/accounts/account_names.hpp"

#include <utility>

namespace gatehouse::auth {

Task<void> AccountNames::tell(sql::Session& transaction, UserId account, std::string name,
                              Time now) {
    const Time renamed_at = co_await accounts_.note_renamed(transaction, account, now);
    const contracts::AccountRenamed event{account, std::move(name), renamed_at};
    co_await outbox_.add(transaction, event);
}

Task<void> AccountNames::profile_renamed(sql::Transaction& transaction,
                                         const contracts::ProfileRenamed& event) {
    const auto account = co_await accounts_.find(transaction, event.user_id);
    if (!account ||
        !co_await accounts_.rename(transaction, event.user_id, event.name, event.renamed_at)) {
        co_return;
    }
    co_await audit_.record(
        transaction,
        {.action = audit_action::kNameChanged,
         .at = event.renamed_at,
         .actor = account->id,
         .target = account->id,
         .subject = AuditSubject{.change = AuditChange{"name", account->name, event.name}}});
}

}  // namespace gatehouse::auth
