#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/http/router.hpp"
#include "platform/limits/rate_table.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_store.hpp"

namespace gatehouse::auth {

/// Brings refusals for want of a role into the audit trail: a few an hour for each caller, so that
/// nobody fills the trail, and within a second, since no change waits for them. Shared between
/// loops.
class AccessDenials final : public http::DenialObserver {
public:
    /// Events for one caller, all at once and within an hour.
    static constexpr std::int64_t kQuota = 10;
    /// Events that may wait to be written; beyond it they are dropped.
    static constexpr std::size_t kWaiting = 1000;

    AccessDenials(sql::Database& database, AuditLog& audit, RandomSource& random,
                  const Clock& clock)
        : database_(database), audit_(audit), clock_(clock), rates_(random, kCallers) {}

    void denied(const http::Route& route, const http::Context& context) override;
    /// Writes what waits; what cannot be written is lost.
    Task<void> write();

private:
    static constexpr std::size_t kCallers = 4096;

    sql::Database& database_;
    AuditLog& audit_;
    const Clock& clock_;
    limits::RateTable rates_;
    std::mutex mutex_;
    std::vector<AuditEvent> waiting_;
};

}  // namespace gatehouse::auth
