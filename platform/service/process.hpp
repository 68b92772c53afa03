#pragma once

#include <filesystem>

namespace gatehouse::service {

/// Keeps secrets in memory out of core dumps and from debuggers of the same user.
void forbid_core_dumps();

/// The right to use a data directory: two processes writing the same embedded databases' queues
/// would not know of each other. Released when it goes, also when the process dies.
class DataDirectoryLock {
public:
    /// Makes the directory (0700) when it is missing. Throws std::runtime_error naming it when it
    /// cannot be used or another process has it.
    explicit DataDirectoryLock(const std::filesystem::path& directory);
    ~DataDirectoryLock();
    DataDirectoryLock(const DataDirectoryLock&) = delete;
    DataDirectoryLock& operator=(const DataDirectoryLock&) = delete;

private:
    int file_ = -1;
};

}  // namespace gatehouse::service
