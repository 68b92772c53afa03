#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/email.hpp"
#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_event.hpp"
#include "services/auth-service/audit/audit_record.hpp"

namespace gatehouse::auth {

/// A personal part of an event on its way into the table.
struct AuditPart {
    std::string salt;
    std::string content;
};

/// An event as it is written: what does not need the database is done.
struct PreparedAuditEvent {
    AuditRecord record;
    std::string code;
    AuditPart origin;
    std::optional<AuditPart> subject;
};

/// Writes the audit trail. Shared between loops; also safe on the writer's thread.
class AuditLog {
public:
    /// `address_key` codes addresses of which no account is known.
    AuditLog(IdSource& ids, RandomSource& random, const AuditSeals& seals, crypto::Mac address_key)
        : ids_(ids), random_(random), seals_(seals), address_key_(std::move(address_key)) {}

    /// Adds an event in the transaction of the change that it tells of, so that neither is without
    /// the other. Its place in the chain it gets afterwards: nothing waits for a lock here.
    Task<void> record(sql::Session& transaction, const AuditEvent& event);

    /// The same in two steps, for many events at once: what takes time without the database, ...
    [[nodiscard]] PreparedAuditEvent prepare(const AuditEvent& event) const;
    /// ... and what needs it.
    static Task<void> record_all(sql::Session& transaction,
                                 std::span<const PreparedAuditEvent* const> events);

    /// Removes what the trail holds about a person; the ids in it then name nobody.
    static Task<void> forget(sql::Session& transaction, UserId person);

    /// Tells the same address again without telling which it is.
    [[nodiscard]] std::string address_code(const Email& email) const;

private:
    IdSource& ids_;
    RandomSource& random_;
    const AuditSeals& seals_;
    crypto::Mac address_key_;
};

}  // namespace gatehouse::auth
