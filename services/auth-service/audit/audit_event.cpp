#include "services/auth-service/audit/audit_event.hpp"

namespace gatehouse::auth {

AuditOrigin origin_of(const http::Context& context) {
    AuditOrigin origin{.ip = std::string{context.client_ip()},
                       .user_agent = std::string{context.user_agent()},
                       .request_id = std::string{context.request_id()},
                       .trace_id = std::string{context.trace_id()}};
    if (context.has_caller()) origin.session = context.caller().session;
    return origin;
}

AuditEvent own_event(AuditAction action, UserId person, const http::Context& context) {
    return {.action = action,
            .at = context.now(),
            .origin = origin_of(context),
            .actor = person,
            .target = person};
}

}  // namespace gatehouse::auth
