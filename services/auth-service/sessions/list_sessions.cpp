#include "services/auth-service/sessions/list_sessions.hpp"

#include <utility>

namespace gatehouse::auth {

Task<http::Reply<SessionPage>> ListSessions::handle(http::Query<service::PageQuery> query,
                                                    http::Context& context) {
    const http::Caller& caller = context.caller();
    // A cursor belongs to its person's list.
    const auto wanted =
        service::NewestFirst::of(cursors_, "sessions " + caller.user.text(), *query);
    if (!wanted) co_return problems::kInvalidCursor;
    std::vector<SessionRow> rows = co_await sessions_.list_live(
        caller.user, SessionId{wanted->before()}, context.now(), wanted->rows());
    co_return wanted->page<SessionPage>(std::move(rows), [own = caller.session](SessionRow& row) {
        return Session{row.id,         row.created_at,    row.last_seen_at,
                       row.expires_at, std::move(row.ip), std::move(row.user_agent),
                       row.id == own};
    });
}

}  // namespace gatehouse::auth
