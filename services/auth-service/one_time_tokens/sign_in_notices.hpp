#pragma once

#include <string_view>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Tells people by mail of sign-ins from devices that their account has not seen. Shared between
/// loops.
class SignInNotices {
public:
    SignInNotices(AccountStore& accounts, SessionStore& sessions, AccountMail& mail)
        : accounts_(accounts), sessions_(sessions), mail_(mail) {}

    /// Whether a sign-in that is about to be stored deserves a mail: not the first of an account,
    /// and not from a device that its cookie tells (`known_device`) or that is like that of an
    /// earlier session (of the last 30 days) which did not end with the password. A session that
    /// its owner threw out speaks against both. Call it before anything is written.
    Task<bool> is_due(sql::Session& transaction, const SessionRow& session, bool known_device);
    /// Asks for the mail, in the transaction of the sign-in. Call Outbox::nudge after the commit.
    Task<void> request(sql::Session& transaction, const Account& account, const SessionRow& session,
                       std::string_view language);

private:
    AccountStore& accounts_;
    SessionStore& sessions_;
    AccountMail& mail_;
};

}  // namespace gatehouse::auth
