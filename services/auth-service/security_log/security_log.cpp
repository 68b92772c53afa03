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
    const std::string list = "security log " + person.text();
    AuditFilter filter{.actor = {}, .target = person, .before = kNewestEvent};
    if (query->cursor) {
        const auto position = cursors_.open(list, *query->cursor);
        const auto id = position ? Uuid::parse(*position) : std::nullopt;
        if (!id) co_return problems::kInvalidCursor;
        filter.before = EventId{*id};
    }
    const std::int64_t limit = service::entries_of(query->limit);
    std::vector<AuditEntry> entries = co_await reader_.list(filter, limit + 1);
    SecurityLogPage page{};
    if (std::cmp_greater(entries.size(), limit)) {
        entries.pop_back();
        page.next_cursor = cursors_.seal(list, entries.back().id.text());
    }
    page.data.reserve(entries.size());
    for (AuditEntry& entry : entries)
        page.data.push_back(event_of(entry, person));
    co_return page;
}

}  // namespace gatehouse::auth
