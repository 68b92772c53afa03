#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"

namespace gatehouse::backup {

/// What the data directory remembers of its last backup, for `doctor`.
struct LastBackup {
    Time taken_at;
    std::string path;
    bool with_keys;
};
BOOST_DESCRIBE_STRUCT(LastBackup, (), (taken_at, path, with_keys))

/// Throws std::system_error.
void remember(const std::filesystem::path& data_dir, const LastBackup& backup);
/// Nothing when there was none, or when the file says nothing that can be understood.
[[nodiscard]] std::optional<LastBackup> last_backup(const std::filesystem::path& data_dir);

}  // namespace gatehouse::backup
