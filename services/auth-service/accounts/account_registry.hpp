#pragma once

#include <expected>
#include <string>

#include "contracts/display_name.hpp"
#include "contracts/email.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/accounts/passwords.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// What someone gives to get an account; `roles` are space separated.
struct AccountRequest {
    const Email& email;
    const Password& password;
    const DisplayName& name;
    std::string_view roles;
};

/// Creates accounts, for whoever registers and for the operator's command line alike. Shared
/// between loops.
class AccountRegistry {
public:
    AccountRegistry(sql::Database& database, AccountStore& accounts, SessionStore& sessions,
                    service::Outbox& outbox, Passwords& passwords, AuditLog& audit, IdSource& ids);

    /// The account as it may be stored: gives `email_exists` for an address that is taken already,
    /// `weak_password` or `overloaded`. `request` must live until it returns.
    Task<std::expected<Account, Problem>> prepare(AccountRequest request, Time now,
                                                  SteadyTime deadline);
    /// Stores the account, tells the other services of it and begins `session` (none: null), all
    /// or nothing, `event` with it. False when someone else was faster with the address.
    Task<bool> create(const Account& account, const SessionRow* session, const AuditEvent& event);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    SessionStore& sessions_;
    service::Outbox& outbox_;
    Passwords& passwords_;
    AuditLog& audit_;
    IdSource& ids_;
};

}  // namespace gatehouse::auth
