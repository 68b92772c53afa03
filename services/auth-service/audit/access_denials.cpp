#include "services/auth-service/audit/access_denials.hpp"

#include <utility>

#include <fmt/format.h>

namespace gatehouse::auth {
namespace {

constexpr limits::Policy kPolicy{"access-denials", AccessDenials::kQuota, std::chrono::hours{1}};

}  // namespace

void AccessDenials::denied(const http::Route& route, const http::Context& context) {
    const UserId caller = context.caller().user;
    if (!rates_.spend(kPolicy, caller.text(), clock_.steady_now()).allowed) return;
    AuditEvent event{.action = audit_action::kAccessDenied,
                     .at = context.now(),
                     .origin = origin_of(context),
                     .actor = caller,
                     .outcome = AuditOutcome::failure,
                     .reason = fmt::format("{} {}", http::to_text(route.verb), route.path)};
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() < kWaiting) waiting_.push_back(std::move(event));
}

Task<void> AccessDenials::write() {
    std::vector<AuditEvent> events;
    {
        const std::scoped_lock lock(mutex_);
        events.swap(waiting_);
    }
    if (events.empty()) co_return;
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        for (const AuditEvent& event : events) {
            co_await audit_.record(transaction, event);
        }
    });
}

}  // namespace gatehouse::auth
