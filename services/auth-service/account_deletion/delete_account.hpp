#pragma once

#include <string>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/literal.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_eraser.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/recent_sign_in.hpp"

namespace gatehouse::auth {

struct DeletionAccepted {
    json::Literal<"deletion_accepted"> status;
};
BOOST_DESCRIBE_STRUCT(DeletionAccepted, (), (status))

/// Deletes the caller's account: it is gone at once, its access tokens are refused, and every
/// service erases what it holds about the person. A last mail says so.
class DeleteAccount {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::delete_, .path = "/api/v1/auth/account", .access = http::Access::user};
    static constexpr http::Doc kDoc =
        http::Doc{"Delete the account", problems::kReauthenticationRequired,
                  problems::kSessionExpired, problems::kLastAdmin}
            .answering(202);

    DeleteAccount(sql::Database& database, AccountStore& accounts, RecentSignIn& recent,
                  AccountEraser& eraser, AccountMail& mail)
        : database_(database), accounts_(accounts), recent_(recent), eraser_(eraser), mail_(mail) {}

    Task<http::Reply<DeletionAccepted>> handle(http::Context& context);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    RecentSignIn& recent_;
    AccountEraser& eraser_;
    AccountMail& mail_;
};

}  // namespace gatehouse::auth
