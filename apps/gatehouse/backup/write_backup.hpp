#pragma once

#include <filesystem>

#include "apps/gatehouse/backup/manifest.hpp"
#include "apps/gatehouse/settings.hpp"

namespace gatehouse::backup {

/// Writes databases, keys and the checkpoints of the audit trail to the folder `target`, which is
/// missing or empty; also beside running servers. It appears under its name when it is complete and
/// on the disk; until then it is `target`.partial, which is removed on failure. Gives its manifest.
/// Throws std::runtime_error saying what cannot be backed up or written.
Manifest write_backup(const Settings& settings, const std::filesystem::path& target,
                      bool with_keys);

}  // namespace gatehouse::backup
