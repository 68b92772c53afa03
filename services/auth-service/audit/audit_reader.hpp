#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_event.hpp"

namespace gatehouse::auth {

/// An event with what is left of its personal parts.
struct AuditEntry {
    EventId id;
    Time at;
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    std::optional<UserId> actor;
    std::optional<UserId> target;
    std::optional<SessionId> session;
    std::string request_id;
    std::vector<AuditChange> changes;  ///< the personal one among them
    std::optional<std::string> ip;
    std::optional<std::string> user_agent;
    std::optional<std::string> email;
    std::optional<std::string> email_code;
};

/// Which events a list has: from `before` (an id) on, newest first, `since` at the earliest.
struct AuditFilter {
    std::optional<UserId> actor;
    std::optional<UserId> target;
    std::string_view action{};  ///< empty: any
    Time since{};
    EventId before;
};

/// Reads the audit trail. Without state of its own: shared between loops.
class AuditReader {
public:
    explicit AuditReader(sql::Database& database) : database_(database) {}

    Task<std::vector<AuditEntry>> list(const AuditFilter& filter, std::int64_t limit);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
