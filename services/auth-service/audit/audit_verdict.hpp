#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/time.hpp"

namespace gatehouse::auth {

/// The first record of the trail that is not as it was written, and what is wrong with it.
struct AuditFault {
    std::int64_t seq;
    std::string what;  ///< goes on from "record 17 ..."
};

/// What a quick look at the trail found.
struct AuditState {
    std::int64_t records = 0;             ///< the place of the last record
    std::optional<Time> waiting_since{};  ///< of the oldest event without a place
    std::string fault{};                  ///< a sentence; empty: the ends fit together
};

/// A record that tells of a backup that was brought back.
struct AuditRestore {
    std::int64_t seq;
    Time at;
    std::string backup;   ///< when the backup was made
    std::string known;    ///< the last record that was known before; empty or `unknown`: not known
    std::string reached;  ///< the last record in the backup
};

/// What a check of the whole trail found.
struct AuditVerdict {
    std::int64_t first = 0;    ///< the place of the first record that was checked; 0: there is none
    std::int64_t records = 0;  ///< how many were checked
    std::int64_t waiting = 0;  ///< how many have no place yet; their codes were checked
    std::optional<AuditFault> fault{};
    std::vector<AuditRestore> restores{};  ///< up to the fault
};

}  // namespace gatehouse::auth
