#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "services/auth-service/audit/audit_event.hpp"

namespace gatehouse::auth {

/// What the chain covers of an event, in the order in which it is written: the columns of
/// `audit_events` from `id` on.
struct AuditRecord {
    EventId id;
    Time at;
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    std::optional<UserId> actor_id;
    std::optional<UserId> target_id;
    std::optional<SessionId> session_id;
    std::string request_id;
    std::string trace_id;
    std::string changes;  ///< JSON, a list of AuditChange
    std::string origin_digest;
    std::string subject_digest;  ///< empty: there was no such part

    /// Whose data each part is: erased with them.
    [[nodiscard]] std::optional<UserId> origin_person() const {
        return actor_id ? actor_id : target_id;
    }
    [[nodiscard]] std::optional<UserId> subject_person() const { return target_id; }
};
BOOST_DESCRIBE_STRUCT(AuditRecord, (),
                      (id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
                       trace_id, changes, origin_digest, subject_digest))

/// The parts that `audit_personal` holds.
namespace audit_part {
inline constexpr std::string_view kOrigin = "origin";
inline constexpr std::string_view kSubject = "subject";
}  // namespace audit_part

/// The content of the part `origin`.
struct AuditOriginContent {
    std::string ip;
    std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(AuditOriginContent, (), (ip, user_agent))

/// How records are bound: SHA-256 chains them, so that anybody can follow the chain, and codes made
/// with a key of this installation tell that it wrote them, there. Immutable, shared between
/// threads.
class AuditSeals {
public:
    explicit AuditSeals(crypto::Mac key) : key_(std::move(key)) {}

    /// The digest of a personal part, in hexadecimal.
    [[nodiscard]] static std::string part_digest(std::string_view salt, std::string_view content);
    /// The hash of the record at `seq` behind the one whose hash is `previous` (empty for the
    /// first), in hexadecimal.
    [[nodiscard]] static std::string hash(std::string_view previous, std::int64_t seq,
                                          const AuditRecord& record);
    /// The code of a record that has no place yet.
    [[nodiscard]] std::string record_code(const AuditRecord& record) const;
    /// The code of a record at its place.
    [[nodiscard]] std::string link_code(std::int64_t seq, std::string_view hash) const;

private:
    crypto::Mac key_;
};

}  // namespace gatehouse::auth
