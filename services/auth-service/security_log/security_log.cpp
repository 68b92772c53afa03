#include "services/auth-service/security_log/security_log.hpp"

#include <utility>

namespace gatehouse::auth {
namespace {

SecurityEvent event_of(AuditEntry& entry, UserId person) {
    const DoneBy by = !entry.actor             ? DoneBy::unknown
                      : *entry.actor == person ? DoneBy::you
                                               : DoneBy::administrator;
    if (by == DoneBy::administrator) {
        entry.ip.reset();
        entry.user_agent.reset();
        entry.session.reset();
    }
    return {entry.id,
            entry.at,
            std::move(entry.action),
            entry.outcome,
            std::move(entry.reason),
            by,
            entry.session,
            std::move(entry.ip),
            std::move(entry.user_agent),
            std::move(entry.changes)};
}

}  // namespace

Task<http::Reply<SecurityLogPage>> ListSecurityLog::handle(http::Query<service::PageQuery> query,
                                                           http::Context& context) {
    const UserId person = context.caller().user;
    const auto wanted = service::NewestFirst::of(cursors_, "security log " + person.text(), *query);
    if (!wanted) co_return problems::kInvalidCursor;
    const AuditFilter filter{.actor = {}, .target = person, .before = EventId{wanted->before()}};
    std::vector<AuditEntry> entries = co_await reader_.list(filter, wanted->rows());
    co_return wanted->page<SecurityLogPage>(
        std::move(entries), [person](AuditEntry& entry) { return event_of(entry, person); });
}

}  // namespace gatehouse::auth
