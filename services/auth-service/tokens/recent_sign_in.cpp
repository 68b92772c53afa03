#include "services/auth-service/tokens/recent_sign_in.hpp"

#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

Task<std::optional<Problem>> RecentSignIn::refuse_stale(const http::Context& context) {
    const auto session = co_await sessions_.find(context.caller().session);
    const Time now = context.now();
    if (session && session->live(now) && now - session->authenticated_at <= kWindow) {
        co_return std::nullopt;
    }
    co_return Problem{problems::kReauthenticationRequired};
}

}  // namespace gatehouse::auth
