#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "services/auth-service/audit/audit_event.hpp"

namespace gatehouse::auth {

/// The parts that `audit_personal` holds.
namespace audit_part {
inline constexpr std::string_view kOrigin = "origin";
inline constexpr std::string_view kSubject = "subject";
}  // namespace audit_part

/// What the chain covers of an event, in the order in which it is written. Texts, as the columns
/// hold them: whoever checks the chain must see exactly what is there.
struct AuditRecord {
    std::string id;
    std::int64_t at;  ///< unix milliseconds
    std::string action;
    std::string outcome;
    std::string reason;
    std::optional<std::string> actor_id;
    std::optional<std::string> target_id;
    std::optional<std::string> session_id;
    std::string request_id;
    std::string trace_id;
    std::string changes;  ///< JSON, a list of AuditChange
    std::string origin_digest;
    std::string subject_digest;  ///< empty: there was no such part

    /// Whose data a part is: erased with them.
    [[nodiscard]] const std::optional<std::string>& person_of(std::string_view part) const {
        return part == audit_part::kOrigin && actor_id ? actor_id : target_id;
    }
    [[nodiscard]] const std::string& digest_of(std::string_view part) const {
        return part == audit_part::kOrigin ? origin_digest : subject_digest;
    }
};
BOOST_DESCRIBE_STRUCT(AuditRecord, (),
                      (id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
                       trace_id, changes, origin_digest, subject_digest))

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
    /// The code of a record at its place: without the key nobody gives a record another place.
    [[nodiscard]] std::string link_code(std::int64_t seq, std::string_view hash) const;

    /// The code of the ends of the chain.
    [[nodiscard]] std::string head_code(std::int64_t base_seq, std::string_view base_hash,
                                        std::int64_t seq, std::string_view hash) const;
    /// The code of a checkpoint.
    [[nodiscard]] std::string checkpoint_code(std::int64_t seq, std::string_view hash,
                                              Time at) const;

private:
    crypto::Mac key_;
};

}  // namespace gatehouse::auth
