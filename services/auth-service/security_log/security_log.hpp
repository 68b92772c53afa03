#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/page.hpp"
#include "services/auth-service/audit/audit_reader.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

/// Who did something to an account, as its owner may know it.
enum class DoneBy : std::uint8_t { you, administrator, unknown };
BOOST_DESCRIBE_ENUM(DoneBy, you, administrator, unknown)

/// Something that happened to the caller's account. Where an administrator did it from is not told.
struct SecurityEvent {
    EventId id;
    Time created_at;
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    DoneBy by;
    std::optional<SessionId> session_id;
    std::optional<std::string> ip;
    std::optional<std::string> user_agent;
    std::vector<AuditChange> changes;
};
BOOST_DESCRIBE_STRUCT(SecurityEvent, (),
                      (id, created_at, action, outcome, reason, by, session_id, ip, user_agent,
                       changes))

struct SecurityLogPage {
    std::vector<SecurityEvent> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SecurityLogPage, (), (data, next_cursor))

/// Shows people what happened to their accounts, newest first.
class ListSecurityLog {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/auth/security-log", .access = http::Access::user};
    static constexpr http::Doc kDoc{"List what happened to your account", problems::kInvalidCursor};

    ListSecurityLog(AuditReader& reader, const service::Cursors& cursors)
        : reader_(reader), cursors_(cursors) {}

    Task<http::Reply<SecurityLogPage>> handle(http::Query<service::PageQuery> query,
                                              http::Context& context);

private:
    AuditReader& reader_;
    const service::Cursors& cursors_;
};

}  // namespace gatehouse::auth
