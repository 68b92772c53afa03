#include "services/auth-service/sessions/current_session.hpp"

#include <optional>

namespace gatehouse::auth {

Task<http::Reply<CurrentSessionAnswer>> CurrentSession::handle(http::Context& context) {
    const std::optional<SessionRow> session = co_await sessions_.find(context.caller().session);
    if (!session || !session->live(context.now())) co_return problems::kSessionExpired;
    const std::optional<Account> account = co_await accounts_.find(context.caller().user);
    if (!account || !account->active()) co_return problems::kSessionExpired;
    co_return CurrentSessionAnswer{User::of(*account),
                                   {session->id, session->created_at, session->expires_at}};
}

}  // namespace gatehouse::auth
