#include "services/auth-service/admin/change_user.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gatehouse::auth {
namespace {

constexpr SessionId kNone{Uuid{}};

/// The column `roles`; there is one role, named once however often it was sent.
std::string text_of(const std::vector<Role>& roles) {
    return roles.empty() ? std::string{} : std::string{Account::kAdminRole};
}

AccountDetails changed(AccountDetails account, const PatchUserRequest& request, Time now) {
    const AccountDetails before = account;
    if (!request.status.absent()) {
        account.status =
            request.status.value() == AccountStatus::active ? Account::kActive : Account::kDisabled;
    }
    if (!request.roles.absent()) account.roles = text_of(request.roles.value());
    if (!request.name.absent()) account.name = request.name.value().text();
    const bool authority = account.status != before.status || account.roles != before.roles;
    if (authority) ++account.version;
    if (authority || account.name != before.name) {
        // Always later than it was: the tag must not come back.
        account.updated_at = std::max<Time>(now, before.updated_at + Milliseconds{1});
    }
    return account;
}

}  // namespace

AuditEvent admin_event(AuditAction action, UserId account, const http::Context& context) {
    return {.action = action,
            .at = context.now(),
            .origin = origin_of(context),
            .actor = context.caller().user,
            .target = account};
}

Task<http::Reply<AdminUser>> PatchUser::handle(http::Path<AdminUserPath> path,
                                               PatchUserRequest request, http::Context& context) {
    const auto wanted = context.require_if_match();
    if (!wanted) co_return wanted.error();
    const AuditEvent event = admin_event(audit_action::kStatusChanged, path->id, context);
    Outcome outcome =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<Outcome> {
            co_return co_await change(transaction, path->id, *wanted, request, event);
        });
    if (outcome.problem != nullptr) co_return *outcome.problem;
    co_await ender_.apply(std::move(outcome.revocations));
    if (outcome.renamed) names_.nudge();
    co_return answer_with(*outcome.account);
}

Task<PatchUser::Outcome> PatchUser::change(sql::Session& transaction, UserId id,
                                           const http::IfMatch& wanted,
                                           const PatchUserRequest& request,
                                           const AuditEvent& event) {
    // All administrators before the account, so that two who change each other wait in one order.
    const std::size_t admins = co_await accounts_.lock_admins(transaction);
    const std::optional<AccountDetails> before = co_await accounts_.lock(transaction, id);
    if (!before) co_return Outcome{.problem = &problems::kNotFound};
    if (!wanted.names(tag_of(*before)))
        co_return Outcome{.problem = &problems::kPreconditionFailed};
    const AccountDetails after = changed(*before, request, event.at);
    if (before->active_admin() && !after.active_admin() && admins == 1) {
        co_return Outcome{.problem = &problems::kLastAdmin};
    }
    Outcome outcome{.account = after};
    if (after.updated_at == before->updated_at) co_return outcome;
    co_await accounts_.update(transaction, after);
    co_await record(transaction, *before, after, event);
    outcome.renamed = after.name != before->name;
    if (outcome.renamed) co_await names_.tell(transaction, id, after.name, event.at);
    if (after.status != before->status && after.status == Account::kDisabled) {
        outcome.revocations = co_await ender_.end_all_in(transaction, id, kNone, event.at,
                                                         end_reason::kAccountDisabled);
    } else if (after.version != before->version) {
        outcome.revocations = co_await ender_.outdate_in(transaction, id, after.version, event.at);
    }
    co_return outcome;
}

Task<void> PatchUser::record(sql::Session& transaction, const AccountDetails& before,
                             const AccountDetails& after, const AuditEvent& event) {
    AuditEvent one = event;
    if (after.status != before.status) {
        one.changes = {{"status", before.status, after.status}};
        co_await audit_.record(transaction, one);
    }
    if (after.roles != before.roles) {
        one.action = audit_action::kRolesChanged;
        one.changes = {{"roles", before.roles, after.roles}};
        co_await audit_.record(transaction, one);
    }
    if (after.name != before.name) {
        one.action = audit_action::kNameChanged;
        one.changes.clear();
        one.subject = AuditSubject{.change = AuditChange{"name", before.name, after.name}};
        co_await audit_.record(transaction, one);
    }
}

Task<http::Reply<http::NoContent>> DeleteUser::handle(http::Path<AdminUserPath> path,
                                                      http::Context& context) {
    struct Outcome {
        const ProblemType* problem = nullptr;
        std::vector<service::Revocation> revocations{};
    };
    // Conditional when the client says so: what is deleted is gone whatever it was.
    const auto wanted = context.require_if_match();
    const AuditEvent event = admin_event(audit_action::kDeleted, path->id, context);
    Outcome outcome =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<Outcome> {
            const std::size_t admins = co_await accounts_.lock_admins(transaction);
            const auto account = co_await accounts_.lock(transaction, path->id);
            if (!account) co_return Outcome{.problem = &problems::kNotFound};
            if (wanted && !wanted->names(tag_of(*account))) {
                co_return Outcome{.problem = &problems::kPreconditionFailed};
            }
            if (account->active_admin() && admins == 1) {
                co_return Outcome{.problem = &problems::kLastAdmin};
            }
            co_return Outcome{.revocations = co_await eraser_.erase_in(transaction, event)};
        });
    if (outcome.problem != nullptr) co_return *outcome.problem;
    co_await eraser_.finish(std::move(outcome.revocations));
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
