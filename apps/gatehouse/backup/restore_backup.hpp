#pragma once

#include <filesystem>

#include "apps/gatehouse/settings.hpp"
#include "platform/log/logger.hpp"
#include "services/auth-service/service.hpp"

namespace gatehouse::backup {

/// What a restore came to.
struct Restored {
    Time taken_at;           ///< when the backup was made
    bool kept_keys = false;  ///< those in place belong to it and were newer or the same
    std::filesystem::path earlier_checkpoints;  ///< where they were put; empty: there were none
    auth::RestoreOutcome outcome;
};

/// Checks the backup in `folder` wholly, then brings it back to where the settings say and ends
/// what was alive in it. Refuses onto existing data, and while a server uses the data directory.
/// When it fails half-way nothing starts there until it has been run again. Throws
/// std::runtime_error saying why.
Restored restore_backup(const Settings& settings, const std::filesystem::path& folder,
                        const log::Logger& log);

}  // namespace gatehouse::backup
