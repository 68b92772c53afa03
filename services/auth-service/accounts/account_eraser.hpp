#pragma once

#include <vector>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/service/outbox.hpp"
#include "platform/service/revocations.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/tokens/session_ender.hpp"

namespace gatehouse::auth {

/// Erases people: the account, its sessions, and what the audit trail says of them beyond their id;
/// the other services are told to do the same. Shared between loops.
class AccountEraser {
public:
    AccountEraser(AccountStore& accounts, SessionEnder& ender, AuditLog& audit,
                  service::Outbox& outbox)
        : accounts_(accounts), ender_(ender), audit_(audit), outbox_(outbox) {}

    /// Erases in a transaction; `event` (its target is the account) is recorded. Give what it
    /// returns to `finish` after the commit.
    Task<std::vector<service::Revocation>> erase_in(sql::Session& transaction, AuditEvent event);
    /// Has the access tokens refused and the other services told now.
    Task<void> finish(std::vector<service::Revocation> revocations);

private:
    AccountStore& accounts_;
    SessionEnder& ender_;
    AuditLog& audit_;
    service::Outbox& outbox_;
};

}  // namespace gatehouse::auth
