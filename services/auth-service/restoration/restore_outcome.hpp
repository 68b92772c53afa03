#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "platform/base/time.hpp"

namespace gatehouse::auth {

/// A backup whose databases and keys are back in place.
struct RestoredBackup {
    Time taken_at;
    /// Where the checkpoints of the audit trail were put that had been in place before; empty:
    /// there were none.
    std::filesystem::path earlier_checkpoints{};
};

/// What concluding a restore came to.
struct RestoreOutcome {
    std::int64_t sessions_ended = 0;
    std::int64_t tokens_removed = 0;  ///< one-time tokens that mails carry
    std::size_t keys_withdrawn = 0;   ///< signing keys
    bool trail_intact = true;         ///< the audit trail of the backup could be continued
};

}  // namespace gatehouse::auth
