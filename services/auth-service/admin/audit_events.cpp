#include "services/auth-service/admin/audit_events.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace gatehouse::auth {

std::expected<ActionName, FieldError> ActionName::parse(std::string_view text) {
    const auto* known = std::ranges::find(kNames, text);
    if (known == kNames.end()) {
        return std::unexpected(FieldError{"", "invalid_value", "is not one of the known actions"});
    }
    return ActionName{*known};
}

Task<http::Reply<AuditLogPage>> ListAuditEvents::handle(http::Query<ListAuditEventsQuery> query,
                                                        http::Context& /*context*/) {
    AuditFilter filter{.actor = query->actor,
                       .target = {},
                       .action = query->action ? query->action->text() : std::string_view{},
                       .since = query->since.value_or(Time{}),
                       .before = EventId{Uuid::max()}};
    // A cursor belongs to its filter.
    const auto wanted = service::NewestFirst::of(
        cursors_,
        fmt::format("audit events {} {} {}", filter.actor ? filter.actor->text() : std::string{},
                    filter.action, unix_ms(filter.since)),
        *query);
    if (!wanted) co_return problems::kInvalidCursor;
    filter.before = EventId{wanted->before()};
    std::vector<AuditEntry> entries = co_await reader_.list(filter, wanted->rows());
    co_return wanted->page<AuditLogPage>(std::move(entries), [](AuditEntry& entry) {
        return AuditLogEntry{entry.id,
                             entry.at,
                             std::move(entry.action),
                             entry.outcome,
                             std::move(entry.reason),
                             entry.actor,
                             entry.target,
                             entry.session,
                             std::move(entry.request_id),
                             std::move(entry.ip),
                             std::move(entry.user_agent),
                             std::move(entry.email),
                             std::move(entry.email_code),
                             std::move(entry.changes)};
    });
}

}  // namespace gatehouse::auth
