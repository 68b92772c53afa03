#include "services/auth-service/admin/user_sessions.hpp"

#include <utility>

#include "services/auth-service/admin/change_user.hpp"

namespace gatehouse::auth {

Task<http::Reply<AdminSessionPage>> ListUserSessions::handle(http::Path<AdminUserPath> path,
                                                             http::Query<service::PageQuery> query,
                                                             http::Context& context) {
    const auto wanted = service::NewestFirst::of(
        cursors_, "sessions for administrators " + path->id.text(), *query);
    if (!wanted) co_return problems::kInvalidCursor;
    if (!co_await accounts_.find_details(path->id)) co_return problems::kNotFound;
    std::vector<SessionRow> rows = co_await sessions_.list_live(
        path->id, SessionId{wanted->before()}, context.now(), wanted->rows());
    co_return wanted->page<AdminSessionPage>(
        std::move(rows), [own = context.caller().session](SessionRow& row) {
            return AdminSession{row.id,         row.created_at,    row.last_seen_at,
                                row.expires_at, std::move(row.ip), std::move(row.user_agent),
                                row.id == own};
        });
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
