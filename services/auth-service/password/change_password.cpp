#include "services/auth-service/password/change_password.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::auth {
namespace {

/// The setters' one check points at `/password`; here the member has another name.
Problem at_new_password(Problem problem) {
    for (FieldError& error : problem.errors) {
        error.pointer = "/new_password";
    }
    return problem;
}

}  // namespace

Task<http::Reply<http::NoContent>> ChangePassword::handle(ChangePasswordRequest request,
                                                          http::Context& context) {
    const auto account = co_await accounts_.find(context.caller().user);
    if (!account) co_return problems::kSessionExpired;
    if (auto problem = co_await refuse_wrong(*account, request.current_password, context)) {
        co_return *std::move(problem);
    }
    if (request.new_password.same_as(request.current_password)) {
        Problem problem{problems::kSamePassword};
        problem.errors.push_back({"/new_password", "same_password", "is the current password"});
        co_return problem;
    }
    const auto hash = co_await passwords_.hash_new(request.new_password, account->email,
                                                   account->name, context.deadline());
    if (!hash) co_return at_new_password(hash.error());

    const Time now = context.now();
    const std::string language = language_of(context);
    std::vector<service::Revocation> ended;
    const bool changed =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            if (!co_await accounts_.set_password(transaction, account->id, account->password, *hash,
                                                 now)) {
                co_return false;
            }
            // A reset link that somebody else asked for must not outlive the change.
            co_await tokens_.remove_others(transaction, account->id, kVerifyEmail.name);
            ended = co_await ender_.end_all_in(transaction, account->id, context.caller().session,
                                               now, end_reason::kPasswordChanged);
            co_await audit_.record(transaction,
                                   own_event(audit_action::kPasswordChanged, account->id, context));
            co_await mail_.request(transaction, contracts::MailKind::password_changed, *account,
                                   language, now);
            co_return true;
        });
    // Somebody else changed it at the same moment: what was shown is not the password any more.
    if (!changed) co_return problems::kWrongPassword;
    co_await ender_.apply(std::move(ended));
    outbox_.nudge();
    // Those from before the change are void.
    devices_.set(context, account->id, *hash);
    co_return http::NoContent{};
}

Task<std::optional<Problem>> ChangePassword::refuse_wrong(const Account& account,
                                                          const Password& password,
                                                          http::Context& context) {
    auto attempt = co_await tries_.begin({.email = account.email, .account = &account}, context);
    if (!attempt) co_return std::move(attempt.error());
    attempt->compare();
    auto check = co_await passwords_.check(password, account.password, context.deadline());
    if (!check) {
        attempt->give_back();
        co_return std::move(check.error());
    }
    AuditEvent event = own_event(audit_action::kPasswordChangeFailed, account.id, context);
    event.outcome = AuditOutcome::failure;
    event.reason = "wrong_password";
    const bool counted =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            if (check->right) {
                co_return co_await tries_.succeeded(transaction, *attempt, event.at);
            }
            co_await audit_.record(transaction, event);
            co_return co_await tries_.failed(transaction, *attempt, event.at);
        });
    if (!counted) co_return tries_.stopped(*attempt, context);
    if (!check->right) co_return Problem{problems::kWrongPassword};
    attempt->give_back();
    co_return std::nullopt;
}

}  // namespace gatehouse::auth
