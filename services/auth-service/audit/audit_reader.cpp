#include "services/auth-service/audit/audit_reader.hpp"

#include <algorithm>
#include <utility>

#include "platform/json/json.hpp"
#include "services/auth-service/audit/audit_record.hpp"

namespace gatehouse::auth {
namespace {

// The same columns of four lists, each with an index of its own. The ids tell the time too, about:
// `$2` keeps a list from looking at everything older than what is wanted.

constexpr sql::Query kList{"audit_list", R"sql(
SELECT audit_events.id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       changes, origin.content, subject.content
FROM audit_events
LEFT JOIN audit_personal AS origin
    ON origin.event_id = audit_events.id AND origin.part = 'origin'
LEFT JOIN audit_personal AS subject
    ON subject.event_id = audit_events.id AND subject.part = 'subject'
WHERE audit_events.id < $1 AND audit_events.id >= $2 AND at >= $3
ORDER BY audit_events.id DESC LIMIT $4)sql"};

constexpr sql::Query kListAction{"audit_list_action", R"sql(
SELECT audit_events.id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       changes, origin.content, subject.content
FROM audit_events
LEFT JOIN audit_personal AS origin
    ON origin.event_id = audit_events.id AND origin.part = 'origin'
LEFT JOIN audit_personal AS subject
    ON subject.event_id = audit_events.id AND subject.part = 'subject'
WHERE action = $5 AND audit_events.id < $1 AND audit_events.id >= $2 AND at >= $3
ORDER BY audit_events.id DESC LIMIT $4)sql"};

constexpr sql::Query kListActor{"audit_list_actor", R"sql(
SELECT audit_events.id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       changes, origin.content, subject.content
FROM audit_events
LEFT JOIN audit_personal AS origin
    ON origin.event_id = audit_events.id AND origin.part = 'origin'
LEFT JOIN audit_personal AS subject
    ON subject.event_id = audit_events.id AND subject.part = 'subject'
WHERE actor_id = $6 AND ($5 = '' OR action = $5)
    AND audit_events.id < $1 AND audit_events.id >= $2 AND at >= $3
ORDER BY audit_events.id DESC LIMIT $4)sql"};

constexpr sql::Query kListTarget{"audit_list_target", R"sql(
SELECT audit_events.id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       changes, origin.content, subject.content
FROM audit_events
LEFT JOIN audit_personal AS origin
    ON origin.event_id = audit_events.id AND origin.part = 'origin'
LEFT JOIN audit_personal AS subject
    ON subject.event_id = audit_events.id AND subject.part = 'subject'
WHERE target_id = $5
    AND audit_events.id < $1 AND audit_events.id >= $2 AND at >= $3
ORDER BY audit_events.id DESC LIMIT $4)sql"};

struct Row {
    EventId id;
    Time at;
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    std::optional<UserId> actor_id;
    std::optional<UserId> target_id;
    std::optional<SessionId> session_id;
    std::string request_id;
    std::string changes;
    std::optional<std::string> origin;
    std::optional<std::string> subject;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
                       changes, origin, subject))

// How long before its id was made an event may have begun, and how far clocks may differ.
constexpr Milliseconds kTolerance = std::chrono::hours{1};

/// The lowest id of a time (RFC 9562 section 5.7).
EventId floor_of(Time time) {
    Uuid::Bytes bytes{};
    const std::int64_t milliseconds = std::max<std::int64_t>(unix_ms(time), 0);
    for (std::size_t index = 0; index < 6; ++index) {
        bytes[index] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - index)));
    }
    return EventId{Uuid{bytes}};
}

AuditEntry entry_of(Row& row) {
    AuditEntry entry{.id = row.id,
                     .at = row.at,
                     .action = std::move(row.action),
                     .outcome = row.outcome,
                     .reason = std::move(row.reason),
                     .actor = row.actor_id,
                     .target = row.target_id,
                     .session = row.session_id,
                     .request_id = std::move(row.request_id),
                     .changes = {},
                     .ip = {},
                     .user_agent = {},
                     .email = {},
                     .email_code = {}};
    // What cannot be read was changed by somebody else: that is for audit verify to tell.
    if (auto changes = json::read<std::vector<AuditChange>>(row.changes)) {
        entry.changes = std::move(*changes);
    }
    if (row.origin) {
        if (auto origin = json::read<AuditOriginContent>(*row.origin)) {
            entry.ip = std::move(origin->ip);
            entry.user_agent = std::move(origin->user_agent);
        }
    }
    if (row.subject) {
        if (auto subject = json::read<AuditSubject>(*row.subject)) {
            entry.email = std::move(subject->email);
            entry.email_code = std::move(subject->email_code);
            if (subject->change) entry.changes.push_back(std::move(*subject->change));
        }
    }
    return entry;
}

}  // namespace

Task<std::vector<AuditEntry>> AuditReader::list(const AuditFilter& filter, std::int64_t limit) {
    const EventId floor = floor_of(filter.since - kTolerance);
    std::vector<Row> rows;
    if (filter.target) {
        rows = co_await database_.all<Row>(kListTarget, filter.before, floor, filter.since, limit,
                                           *filter.target);
    } else if (filter.actor) {
        rows = co_await database_.all<Row>(kListActor, filter.before, floor, filter.since, limit,
                                           filter.action, *filter.actor);
    } else if (!filter.action.empty()) {
        rows = co_await database_.all<Row>(kListAction, filter.before, floor, filter.since, limit,
                                           filter.action);
    } else {
        rows = co_await database_.all<Row>(kList, filter.before, floor, filter.since, limit);
    }
    std::vector<AuditEntry> entries;
    entries.reserve(rows.size());
    for (Row& row : rows)
        entries.push_back(entry_of(row));
    co_return entries;
}

}  // namespace gatehouse::auth
