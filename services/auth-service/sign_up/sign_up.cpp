#include "services/auth-service/sign_up/sign_up.hpp"

#include <utility>

namespace gatehouse::auth {

Task<http::Reply<SessionAnswer>> SignUp::handle(SignUpRequest request, http::Context& context) {
    auto account = co_await registry_.prepare({request.email, request.password, request.name, {}},
                                              context.now(), context.deadline());
    if (!account) {
        counters_.registration_refused.add();
        co_return std::move(account.error());
    }

    const SessionRow session = opener_.begin(account->id, context);
    AuditEvent event = own_event(audit_action::kRegistered, account->id, context);
    event.session = session.id;
    event.subject = AuditSubject{.email = account->email};
    if (!co_await registry_.create(*account, &session, event)) {
        counters_.registration_refused.add();
        co_return problems::kEmailExists;
    }
    counters_.registered.add();
    co_return http::Success<SessionAnswer>{opener_.answer(*account, session, context), 201};
}

}  // namespace gatehouse::auth
