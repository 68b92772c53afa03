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
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
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
                    service::Outbox& outbox, Passwords& passwords, AuditLog& audit,
                    OneTimeTokens& tokens, AccountMail& mail, IdSource& ids);

    /// The account as it may be stored: gives `email_exists` for an address that is taken already,
    /// `weak_password` or `overloaded`. `request` must live until it returns.
    Task<std::expected<Account, Problem>> prepare(AccountRequest request, Time now,
                                                  SteadyTime deadline);
    /// The same without looking whether the address is taken: costs the same either way.
    Task<std::expected<Account, Problem>> prepare_unseen(AccountRequest request, Time now,
                                                         SteadyTime deadline);
    /// Stores the account, tells the other services of it, begins `session` (none: null) and,
    /// unless the address is proven, mails a token for that, all or nothing, `event` with it. False
    /// when someone else was faster with the address. `language` as AccountMail::request takes it.
    Task<bool> create(const Account& account, const SessionRow* session, const AuditEvent& event,
                      std::string_view language);
    /// The same inside a transaction; `browser_hash` marks the browser that signed up. Call
    /// Outbox::nudge after the commit.
    Task<bool> create_in(sql::Transaction& transaction, const Account& account,
                         const SessionRow* session, const AuditEvent& event,
                         std::string_view language, std::string_view browser_hash);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    SessionStore& sessions_;
    service::Outbox& outbox_;
    Passwords& passwords_;
    AuditLog& audit_;
    OneTimeTokens& tokens_;
    AccountMail& mail_;
    IdSource& ids_;
};

}  // namespace gatehouse::auth
