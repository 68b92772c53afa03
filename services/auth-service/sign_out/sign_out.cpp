#include "services/auth-service/sign_out/sign_out.hpp"

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {
namespace {

AuditEvent event_of(AuditAction action, UserId person, const PresentedToken& presented,
                    const http::Context& context) {
    AuditEvent event = own_event(action, person, context);
    event.session = presented.session;
    return event;
}

}  // namespace

Task<http::Reply<http::NoContent>> SignOut::handle(std::optional<SignOutRequest> request,
                                                   http::Context& context) {
    const SignOutScope scope =
        request ? request->scope.value_or(SignOutScope::local) : SignOutScope::local;
    const Time now = context.now();
    const std::optional<PresentedToken> presented = presented_token(context, refresh_tokens_);
    std::optional<UserId> person;
    if (presented) person = co_await person_of(*presented, now);

    if (scope == SignOutScope::others) {
        // Not a silent success: the other sessions would live on.
        if (!person) co_return problems::kSessionExpired;
        co_await ender_.end_others(
            *person, presented->session, end_reason::kSignedOut,
            event_of(audit_action::kSessionsEnded, *person, *presented, context));
        co_return http::NoContent{};
    }
    if (person && scope == SignOutScope::global) {
        co_await ender_.end_all(*person, end_reason::kSignedOut,
                                event_of(audit_action::kSignedOut, *person, *presented, context));
    } else if (person) {
        co_await ender_.end(presented->session, end_reason::kSignedOut,
                            event_of(audit_action::kSignedOut, *person, *presented, context));
    }
    expire_refresh_cookie(context);
    context.add_header("Clear-Site-Data", R"("cache", "cookies", "storage")");
    co_return http::NoContent{};
}

Task<std::optional<UserId>> SignOut::person_of(const PresentedToken& presented, Time now) {
    const std::optional<Family> family = co_await sessions_.find_family(presented.session);
    // A replaced token will do: all it can achieve here is to end what it once opened.
    if (!family || !family->live(now) || !refresh_tokens_.genuine(presented, family->token)) {
        co_return std::nullopt;
    }
    co_return family->user_id;
}

}  // namespace gatehouse::auth
