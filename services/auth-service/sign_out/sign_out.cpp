#include "services/auth-service/sign_out/sign_out.hpp"

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {
Task<http::Reply<http::NoContent>> SignOut::handle(std::optional<SignOutRequest> request,
                                                   http::Context& context) {
    const SignOutScope scope =
        request ? request->scope.value_or(SignOutScope::local) : SignOutScope::local;
    const std::optional<PresentedToken> presented = presented_token(context, refresh_tokens_);
    const std::optional<Holder> person = co_await holder(presented, context);
    // Whose session has ended already may say so again; a cookie of nobody's says nothing.
    const bool nobody = !presented && !context.has_caller();

    if (!person && (scope == SignOutScope::others || (scope == SignOutScope::global && nobody))) {
        // Not a silent success: the other sessions would live on.
        if (nobody) expire_refresh_cookie(context);
        co_return problems::kSessionExpired;
    }
    if (scope == SignOutScope::others) {
        co_await ender_.end_others(person->user, person->session, end_reason::kEndedByUser,
                                   event_of(audit_action::kSessionsEnded, *person, context));
        co_return http::NoContent{};
    }
    if (person && scope == SignOutScope::global) {
        co_await ender_.end_all(person->user, end_reason::kEndedByUser,
                                event_of(audit_action::kSignedOut, *person, context));
    } else if (person) {
        co_await ender_.end(person->session, end_reason::kSignedOut,
                            event_of(audit_action::kSignedOut, *person, context));
    }
    expire_refresh_cookie(context);
    context.add_header("Clear-Site-Data", R"("cache", "cookies", "storage")");
    co_return http::NoContent{};
}

AuditEvent SignOut::event_of(AuditAction action, const Holder& person,
                             const http::Context& context) {
    AuditEvent event = own_event(action, person.user, context);
    event.session = person.session;
    return event;
}

Task<std::optional<SignOut::Holder>> SignOut::holder(const std::optional<PresentedToken>& presented,
                                                     const http::Context& context) {
    if (!presented && !context.has_caller()) co_return std::nullopt;
    const SessionId session = presented ? presented->session : context.caller().session;
    const std::optional<Family> family = co_await sessions_.find_family(session);
    // An access token that has expired, or one that was replaced, will do: all that it can achieve
    // here is to end what it once opened, and that only as long as it lives.
    if (!family || !family->live(context.now()) ||
        (presented && !refresh_tokens_.genuine(*presented, family->token))) {
        co_return std::nullopt;
    }
    co_return Holder{family->user_id, session};
}

}  // namespace gatehouse::auth
