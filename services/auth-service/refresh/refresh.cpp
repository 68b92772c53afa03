#include "services/auth-service/refresh/refresh.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {
namespace {

// The clock may have been set back since the rotation, by this much at most: beyond it the grace
// time would have no end.
constexpr Milliseconds kClockTolerance = std::chrono::seconds{30};

bool within_grace(Time rotated_at, Time now, Milliseconds grace) {
    const Milliseconds passed = now - rotated_at;
    return passed >= -kClockTolerance && passed <= grace;
}

AuditAction action_of(std::string_view reason) {
    if (reason == end_reason::kTokenReused) return audit_action::kTokenReused;
    if (reason == end_reason::kTokenForged) return audit_action::kTokenForged;
    return audit_action::kRefreshRefused;
}

}  // namespace

Refresh::Refresh(SessionStore& sessions, SessionEnder& ender, const RefreshTokens& refresh_tokens,
                 const CsrfTokens& csrf_tokens, const AccessTokens& access_tokens,
                 const TokenSettings& settings, const Counters& counters, const log::Logger& log)
    : sessions_(sessions),
      ender_(ender),
      refresh_tokens_(refresh_tokens),
      csrf_tokens_(csrf_tokens),
      access_tokens_(access_tokens),
      settings_(settings),
      counters_(counters),
      log_(log) {
}

Task<http::Reply<RefreshAnswer>> Refresh::handle(http::Context& context) {
    // Garbage ends here, without a look-up.
    const std::optional<PresentedToken> presented = presented_token(context, refresh_tokens_);
    if (!presented) {
        counters_.invalid.add();
        co_return problems::kSessionExpired;
    }

    const Time idle_until = context.now() + settings_.refresh_idle;
    std::optional<Rotation> rotation = co_await sessions_.rotate(
        presented->session, presented->generation, context.now(), idle_until);
    if (!rotation) co_return co_await without_rotation(*presented, context);
    if (!refresh_tokens_.genuine(*presented, rotation->token)) {
        co_return co_await end_forged(presented->session, rotation->user_id, context);
    }
    counters_.rotated.add();
    co_return co_await grant(
        {presented->session, rotation->generation, std::move(rotation->token), rotation->user_id,
         std::move(rotation->account), std::min(idle_until, rotation->absolute_expires_at),
         rotation->absolute_expires_at},
        context);
}

Task<http::Reply<RefreshAnswer>> Refresh::without_rotation(const PresentedToken& presented,
                                                           http::Context& context) {
    const Time now = context.now();
    std::optional<Family> family = co_await sessions_.find_family(presented.session);
    if (!family || !family->live(now)) {
        counters_.expired.add();
        expire_refresh_cookie(context);
        co_return problems::kSessionExpired;
    }
    if (!refresh_tokens_.genuine(presented, family->token)) {
        co_return co_await end_forged(presented.session, family->user_id, context);
    }
    const bool direct_predecessor = presented.generation + std::int64_t{1} == family->generation;
    if (direct_predecessor && within_grace(family->rotated_at, now, settings_.refresh_grace)) {
        counters_.grace.add();
        co_return co_await grant(
            {presented.session, family->generation, std::move(family->token), family->user_id,
             std::move(family->account), family->expires_at, family->absolute_expires_at},
            context);
    }
    counters_.reuse_detected.add();
    log_.warn("a replaced refresh token was used; the session was ended",
              {{"user.id", family->user_id.uuid()},
               {"labels.session_id", presented.session.uuid()},
               {"client.ip", context.client_ip()},
               {"http.request.id", context.request_id()}});
    co_return co_await end(presented.session, family->user_id, end_reason::kTokenReused,
                           problems::kRefreshTokenReused, context);
}

Task<http::Reply<RefreshAnswer>> Refresh::grant(Grant grant, http::Context& context) {
    const AccountState account = AccountState::unpack(grant.account);
    if (!account.active) {
        co_return co_await end(grant.session, grant.user, end_reason::kAccountDisabled,
                               problems::kSessionExpired, context);
    }
    const Time now = context.now();
    AccessToken access =
        access_tokens_.issue(grant.user, grant.session, account, now, grant.absolute_expires_at);
    set_refresh_cookie(context, refresh_tokens_.make(grant.session, grant.generation, grant.salt),
                       grant.expires_at - now);
    co_return RefreshAnswer{.access_token = std::move(access.text),
                            .token_type = {},
                            .expires_in = access.expires_in,
                            .csrf_token = csrf_tokens_.make(grant.session)};
}

Task<http::Reply<RefreshAnswer>> Refresh::end_forged(SessionId session, UserId user,
                                                     http::Context& context) {
    counters_.forged.add();
    log_.error("a refresh token was made without its row; the server key may be known",
               {{"labels.session_id", session.uuid()},
                {"client.ip", context.client_ip()},
                {"http.request.id", context.request_id()}});
    co_return co_await end(session, user, end_reason::kTokenForged, problems::kSessionExpired,
                           context);
}

Task<http::Reply<RefreshAnswer>> Refresh::end(SessionId session, UserId user,
                                              std::string_view reason, const ProblemType& problem,
                                              http::Context& context) {
    // Nobody's own act: whoever came may not be the person.
    const AuditEvent event{.action = action_of(reason),
                           .at = context.now(),
                           .origin = origin_of(context),
                           .target = user,
                           .session = session,
                           .outcome = AuditOutcome::failure,
                           .reason = std::string{reason}};
    co_await ender_.end(session, reason, event);
    expire_refresh_cookie(context);
    co_return problem;
}

}  // namespace gatehouse::auth
