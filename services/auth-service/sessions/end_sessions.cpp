#include "services/auth-service/sessions/end_sessions.hpp"

#include <optional>

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<http::NoContent>> EndSession::handle(http::Path<SessionPath> path,
                                                      http::Context& context) {
    const http::Caller& caller = context.caller();
    const std::optional<SessionRow> session = co_await sessions_.find(path->id);
    if (!session || session->user_id != caller.user || !session->live(context.now())) {
        co_return problems::kNotFound;
    }
    AuditEvent event = own_event(audit_action::kSessionsEnded, caller.user, context);
    event.session = session->id;
    co_await ender_.end(session->id, end_reason::kEndedByUser, event);
    if (session->id == caller.session) expire_refresh_cookie(context);
    co_return http::NoContent{};
}

Task<http::Reply<http::NoContent>> EndOtherSessions::handle(http::Context& context) {
    const http::Caller& caller = context.caller();
    co_await ender_.end_others(caller.user, caller.session, end_reason::kEndedByUser,
                               own_event(audit_action::kSessionsEnded, caller.user, context));
    co_return http::NoContent{};
}

}  // namespace gatehouse::auth
