#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_record.hpp"

namespace gatehouse::auth {

/// The row of `audit_head`: where the chain begins and ends. Its code keeps anybody without the key
/// from moving either.
struct AuditHead {
    std::int64_t base_seq = 0;  ///< the last record that was pruned; 0: none
    std::string base_hash{};
    std::int64_t seq = 0;  ///< the last record; `base_seq` when there is none
    std::string hash{};
    std::string code{};
};
BOOST_DESCRIBE_STRUCT(AuditHead, (), (base_seq, base_hash, seq, hash, code))

/// A record that waits for its place.
struct WaitingRecord {
    AuditRecord record;
    std::string code;
};

/// A record at its place.
struct ChainedRecord {
    std::int64_t seq;
    AuditRecord record;
    std::string hash;
    std::string code;
};

/// A row of `audit_personal` with the place of its record.
struct PersonalPart {
    std::int64_t seq;
    std::string part;
    std::optional<std::string> person_id;
    std::string salt;
    std::string content;
};
BOOST_DESCRIBE_STRUCT(PersonalPart, (), (seq, part, person_id, salt, content))

/// The statements of the chain; each runs in the session it is given.
namespace audit_chain_store {

/// Below every id.
inline constexpr std::string_view kFirstId = "00000000-0000-0000-0000-000000000000";

/// The head with its row locked until the transaction ends; nothing before the first record.
Task<std::optional<AuditHead>> lock_head(sql::Session& transaction);
Task<std::optional<AuditHead>> find_head(sql::Session& session);
/// False when another process was first.
Task<bool> insert_head(sql::Session& transaction, const AuditHead& head);
Task<void> update_head(sql::Session& transaction, const AuditHead& head);

/// Records without a place in the order of their ids, above `after`.
Task<std::vector<WaitingRecord>> list_waiting(sql::Session& session, std::string_view after,
                                              std::int64_t limit);
Task<void> link(sql::Session& transaction, std::string_view id, std::int64_t seq,
                const std::string& hash, const std::string& code);

/// Records with places above `after` in their order.
Task<std::vector<ChainedRecord>> list_chained(sql::Session& session, std::int64_t after,
                                              std::int64_t limit);
/// The personal parts of the records with places above `after` and up to `last`.
Task<std::vector<PersonalPart>> list_parts(sql::Session& session, std::int64_t after,
                                           std::int64_t last);
Task<std::optional<std::string>> find_hash(sql::Session& session, std::int64_t seq);

/// The place of the first record that is not older than `time`; nothing when all are.
Task<std::optional<std::int64_t>> find_first_since(sql::Session& session, Time time);
Task<void> remove_until(sql::Session& transaction, std::int64_t last);

}  // namespace audit_chain_store

}  // namespace gatehouse::auth
