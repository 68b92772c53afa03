#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/display_name.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/json/json.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_eraser.hpp"
#include "services/auth-service/accounts/account_names.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/admin/admin_user.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_ender.hpp"

namespace gatehouse::auth {

/// A JSON Merge Patch (RFC 7396) of what administrators may change; none of it can be removed.
struct PatchUserRequest {
    json::Replacement<AccountStatus> status;
    json::Replacement<std::vector<Role>> roles;
    json::Replacement<DisplayName> name;
};
BOOST_DESCRIBE_STRUCT(PatchUserRequest, (), (status, roles, name))

/// Changes an account. Other roles take effect at once: access tokens that say the old ones are
/// refused. Disabling ends all sessions. There is always an active administrator left.
class PatchUser {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::patch,
                                        .path = "/api/v1/auth/admin/users/{id}",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"Change status, roles or name of an account",
                                    problems::kNotFound, problems::kLastAdmin,
                                    problems::kPreconditionRequired, problems::kPreconditionFailed};

    PatchUser(sql::Database& database, AccountStore& accounts, AccountNames& names,
              SessionEnder& ender, AuditLog& audit)
        : database_(database), accounts_(accounts), names_(names), ender_(ender), audit_(audit) {}

    Task<http::Reply<AdminUser>> handle(http::Path<AdminUserPath> path, PatchUserRequest request,
                                        http::Context& context);

private:
    /// What the transaction came to.
    struct Outcome {
        const ProblemType* problem = nullptr;
        std::optional<AccountDetails> account{};
        bool renamed = false;
        std::vector<service::Revocation> revocations{};
    };

    Task<Outcome> change(sql::Session& transaction, UserId id, const http::IfMatch& wanted,
                         const PatchUserRequest& request, const AuditEvent& event);
    Task<void> record(sql::Session& transaction, const AccountDetails& before,
                      const AccountDetails& after, const AuditEvent& event);

    sql::Database& database_;
    AccountStore& accounts_;
    AccountNames& names_;
    SessionEnder& ender_;
    AuditLog& audit_;
};

/// Erases an account, here and in every service.
class DeleteUser {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::delete_,
                                        .path = "/api/v1/auth/admin/users/{id}",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"Erase an account", problems::kNotFound, problems::kLastAdmin,
                                    problems::kPreconditionFailed};

    DeleteUser(sql::Database& database, AccountStore& accounts, AccountEraser& eraser)
        : database_(database), accounts_(accounts), eraser_(eraser) {}

    Task<http::Reply<http::NoContent>> handle(http::Path<AdminUserPath> path,
                                              http::Context& context);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    AccountEraser& eraser_;
};

/// An event of an administrator who does something to an account.
[[nodiscard]] AuditEvent admin_event(AuditAction action, UserId account,
                                     const http::Context& context);

}  // namespace gatehouse::auth
