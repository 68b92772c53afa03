#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "apps/gatehouse/backup/last_backup.hpp"
#include "apps/gatehouse/doctor/finding.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/signing_keys.hpp"

namespace gatehouse::doctor {

/// Who may see the data directory and what is in it, and that no restore was left half-way.
[[nodiscard]] Finding check_data_directory(const std::filesystem::path& data_dir);
/// That the keys are there and closed to others. `has_data`: a database needs them.
[[nodiscard]] Finding check_key_files(const std::filesystem::path& data_dir, bool has_data);
/// How old the key is that signs, and whether one waits.
[[nodiscard]] Finding check_signing_keys(const std::vector<crypto::SigningKeyInfo>& keys, Time now);
/// When the last backup was made.
[[nodiscard]] Finding check_last_backup(const std::optional<backup::LastBackup>& last, Time now);

}  // namespace gatehouse::doctor
