#include "services/auth-service/admin/user_sessions.hpp"

#include <utility>

#include "services/auth-service/admin/change_user.hpp"

namespace gatehouse::auth {
namespace {

constexpr SessionId kNewest{Uuid{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff}}};

}  // namespace

Task<http::Reply<AdminSessionPage>> ListUserSessions::handle(http::Path<AdminUserPath> path,
                                                             http::Query<service::PageQuery> query,
                                                             http::Context& context) {
    const std::string list = "sessions for administrators " + path->id.text();
    SessionId before = kNewest;
    if (query->cursor) {
        const auto position = cursors_.open(list, *query->cursor);
        const auto id = position ? Uuid::parse(*position) : std::nullopt;
        if (!id) co_return problems::kInvalidCursor;
        before = SessionId{*id};
    }
    if (!co_await accounts_.find_details(path->id)) co_return problems::kNotFound;
    const std::int64_t limit = service::entries_of(query->limit);
    std::vector<SessionRow> rows =
        co_await sessions_.list_live(path->id, before, context.now(), limit + 1);
    AdminSessionPage page{};
    if (std::cmp_greater(rows.size(), limit)) {
        rows.pop_back();
        page.next_cursor = cursors_.seal(list, rows.back().id.text());
    }
    page.data.reserve(rows.size());
    for (SessionRow& row : rows) {
        page.data.push_back({row.id, row.created_at, row.last_seen_at, row.expires_at,
                             std::move(row.ip), std::move(row.user_agent),
                             row.id == context.caller().session});
    }
    co_return page;
}

Task<http::Reply<http::NoContent>> EndUserSessions::handle(http::Path<AdminUserPath> path,
                                                           http::Context& context) {
    if (!co_await accounts_.find_details(path->id)) co_return problems::kNotFound;
    AuditEvent event = admin_event(audit_action::kSessionsEnded, path->id, context);
    // It was done to all of them, not to the one that the administrator uses.
    event.origin.session.reset();
    co_await ender_.end_all(path->id, end_reason::kEndedByAdmin, event);
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
