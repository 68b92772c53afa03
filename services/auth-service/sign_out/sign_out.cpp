#include "services/auth-service/sign_out/sign_out.hpp"

#include "services/auth-service/tokens/refresh_cookie.hpp"

namespace gatehouse::auth {
Task<http::Reply<http::NoContent>> SignOut::handle(std::optional<SignOutRequest> request,
                                                   http::Context& context) {
    const SignOutScope scope =
        request ? request->scope.value_or(SignOutScope::local) : SignOutScope::local;
    const std::optional<Holder> person = co_await holder(context);

    if (scope == SignOutScope::others) {
        // Not a silent success: the other sessions would live on.
        if (!person) co_return problems::kSessionExpired;
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

Task<std::optional<SignOut::Holder>> SignOut::holder(const http::Context& context) {
    if (context.has_caller()) {
        co_return Holder{context.caller().user, context.caller().session};
    }
    const std::optional<PresentedToken> presented = presented_token(context, refresh_tokens_);
    if (!presented) co_return std::nullopt;
    const std::optional<Family> family = co_await sessions_.find_family(presented->session);
    // A replaced token will do: all it can achieve here is to end what it once opened.
    if (!family || !family->live(context.now()) ||
        !refresh_tokens_.genuine(*presented, family->token)) {
        co_return std::nullopt;
    }
    co_return Holder{family->user_id, presented->session};
}

}  // namespace gatehouse::auth
