#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_chain_store.hpp"
#include "services/auth-service/audit/audit_record.hpp"
#include "services/auth-service/audit/audit_verdict.hpp"
#include "services/auth-service/audit/checkpoint_file.hpp"

namespace gatehouse::auth {

/// Checks the trail: each record against its hash, each place against its code, the ends against
/// theirs, the whole against the checkpoints, and the personal parts against their digests; those
/// may be missing for erased people only. Also while servers add to the trail and prune it. For one
/// check each.
class AuditVerifier {
public:
    /// `checkpoints` in the order of their places, the latest one included.
    AuditVerifier(const AuditSeals& seals, std::vector<Checkpoint> checkpoints)
        : seals_(seals), checkpoints_(std::move(checkpoints)) {}

    Task<AuditVerdict> verify(sql::Session& session);
    /// Looks at the ends of the chain and at the newest checkpoint alone.
    Task<AuditState> glance(sql::Session& session);

private:
    Task<std::optional<AuditFault>> check_all(sql::Session& session);
    Task<std::optional<AuditFault>> check_from(sql::Session& session, std::int64_t last);
    Task<std::optional<AuditFault>> check_waiting(sql::Session& session);
    Task<std::optional<AuditFault>> check_behind(sql::Session& session, const AuditHead& head);
    std::optional<AuditFault> check_record(const ChainedRecord& chained,
                                           const std::vector<PersonalPart>& parts);
    void note_erased(const AuditRecord& record);
    std::optional<AuditFault> check_parts(const ChainedRecord& chained,
                                          const std::vector<PersonalPart>& parts);
    [[nodiscard]] std::optional<AuditFault> check_checkpoints(std::int64_t seq,
                                                              const std::string& hash) const;
    [[nodiscard]] std::optional<AuditFault> check_unexplained() const;
    [[nodiscard]] bool genuine(const AuditHead& head) const;

    const AuditSeals& seals_;
    std::vector<Checkpoint> checkpoints_;

    AuditVerdict verdict_;
    std::int64_t seq_ = 0;  ///< the place up to which all is well
    std::string hash_;
    std::set<std::string> erased_;
    std::map<std::string, std::int64_t> missing_;  ///< person -> the first place without their part
};

}  // namespace gatehouse::auth
