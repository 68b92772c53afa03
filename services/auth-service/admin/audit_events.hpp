#pragma once

#include <algorithm>
#include <array>
#include <expected>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/json/rule.hpp"
#include "platform/service/page.hpp"
#include "services/auth-service/audit/audit_event.hpp"
#include "services/auth-service/audit/audit_reader.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

/// The name of an event that the audit trail knows.
class ActionName {
public:
    static constexpr auto kNames = [] {
        std::array<std::string_view, std::size(audit_action::kAll)> names{};
        std::ranges::transform(audit_action::kAll, names.begin(), &AuditAction::name);
        return names;
    }();
    static constexpr json::StringRule kRule{.choices = kNames};

    /// Fails with `invalid_value`.
    [[nodiscard]] static std::expected<ActionName, FieldError> parse(std::string_view text);

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

private:
    explicit ActionName(std::string_view text) : text_(text) {}

    std::string_view text_;
};

struct ListAuditEventsQuery {
    std::optional<UserId> actor;
    std::optional<ActionName> action;
    std::optional<Time> since;
    std::optional<service::PageLimit> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAuditEventsQuery, (), (actor, action, since, limit, cursor))

/// An event as administrators see it; what named an erased person is null.
struct AuditLogEntry {
    EventId id;
    Time created_at;
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    std::optional<UserId> actor;
    std::optional<UserId> target;
    std::optional<SessionId> session_id;
    std::string request_id;
    std::optional<std::string> ip;
    std::optional<std::string> user_agent;
    std::optional<std::string> email;
    std::optional<std::string> email_code;
    std::vector<AuditChange> changes;
};
BOOST_DESCRIBE_STRUCT(AuditLogEntry, (),
                      (id, created_at, action, outcome, reason, actor, target, session_id,
                       request_id, ip, user_agent, email, email_code, changes))

struct AuditLogPage {
    std::vector<AuditLogEntry> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditLogPage, (), (data, next_cursor))

/// Lists the audit trail for administrators, newest first.
class ListAuditEvents {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/auth/admin/audit-events",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"List the audit trail", problems::kInvalidCursor};

    ListAuditEvents(AuditReader& reader, const service::Cursors& cursors)
        : reader_(reader), cursors_(cursors) {}

    Task<http::Reply<AuditLogPage>> handle(http::Query<ListAuditEventsQuery> query,
                                           http::Context& context);

private:
    AuditReader& reader_;
    const service::Cursors& cursors_;
};

}  // namespace gatehouse::auth
