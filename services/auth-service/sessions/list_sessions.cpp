#include "services/auth-service/sessions/list_sessions.hpp"

#include <utility>

namespace gatehouse::auth {
namespace {

constexpr SessionId kNewest{Uuid{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff}}};

}  // namespace

Task<http::Reply<SessionPage>> ListSessions::handle(http::Query<service::PageQuery> query,
                                                    http::Context& context) {
    const http::Caller& caller = context.caller();
    // A cursor belongs to its person's list.
    const std::string list = "sessions " + caller.user.text();
    SessionId before = kNewest;
    if (query->cursor) {
        const auto position = cursors_.open(list, *query->cursor);
        const auto id = position ? Uuid::parse(*position) : std::nullopt;
        if (!id) co_return problems::kInvalidCursor;
        before = SessionId{*id};
    }
    const std::int64_t limit = service::entries_of(query->limit);
    std::vector<SessionRow> rows =
        co_await sessions_.list_live(caller.user, before, context.now(), limit + 1);
    SessionPage page{};
    if (std::cmp_greater(rows.size(), limit)) {
        rows.pop_back();
        page.next_cursor = cursors_.seal(list, rows.back().id.text());
    }
    page.data.reserve(rows.size());
    for (SessionRow& row : rows) {
        page.data.push_back({row.id, row.created_at, row.last_seen_at, row.expires_at,
                             std::move(row.ip), std::move(row.user_agent),
                             row.id == caller.session});
    }
    co_return page;
}

}  // namespace gatehouse::auth
