#pragma once

#include <string>

#include "contracts/events.hpp"
#include "platform/async/task.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"

namespace gatehouse::auth {

/// Keeps the names of accounts and of profiles the same. After registration the profile's owner has
/// the say, and administrators. Shared between loops.
class AccountNames {
public:
    AccountNames(AccountStore& accounts, AuditLog& audit, service::Outbox& outbox)
        : accounts_(accounts), audit_(audit), outbox_(outbox) {}

    /// Tells the other services of a name that an administrator set, in the transaction of that;
    /// call `nudge` after the commit.
    Task<void> tell(sql::Session& transaction, UserId account, std::string name, Time now);
    void nudge() { outbox_.nudge(); }

    /// The account takes the name that its owner gave the profile, unless it has a later one. The
    /// body of the inbox's transaction; tells nobody, so that nothing goes round in circles.
    Task<void> profile_renamed(sql::Transaction& transaction,
                               const contracts::ProfileRenamed& event);

private:
    AccountStore& accounts_;
    AuditLog& audit_;
    service::Outbox& outbox_;
};

}  // namespace gatehouse::auth
