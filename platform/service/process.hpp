#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace gatehouse::service {

/// Keeps secrets in memory out of core dumps and from debuggers of the same user.
void forbid_core_dumps();

/// How many open files a process needs that keeps this many connections.
[[nodiscard]] std::size_t descriptors_for(std::size_t connections);
/// Lets this process open that many files, as far as its hard limit allows.
void allow_descriptors(std::size_t connections);

/// Makes the data directory (0700) when it is missing. Throws std::runtime_error naming it.
void make_data_directory(const std::filesystem::path& directory);

/// Where a restore notes in the data directory that it is under way; what lies there until it is
/// removed is not to be used.
inline constexpr const char* kRestoreNote = "restore.unfinished";
/// Throws std::runtime_error when a restore into the directory did not come to its end.
void refuse_unfinished_restore(const std::filesystem::path& directory);

/// The right to serve an embedded database of a data directory: two processes that write through
/// their own queues would wait for each other. Released when it goes, also when the process dies.
class DatabaseLock {
public:
    /// Throws std::runtime_error naming the directory when another process serves `database` of it.
    DatabaseLock(const std::filesystem::path& directory, std::string_view database);
    ~DatabaseLock();
    /// Whether a process serves `database` of the directory.
    [[nodiscard]] static bool is_held(const std::filesystem::path& directory,
                                      std::string_view database);
    /// Notes in the lock's file, which stays, that the database is there and in use. Throws
    /// std::runtime_error when that cannot be written.
    void note_use() const;
    /// Whether `database` of the directory was ever noted so.
    [[nodiscard]] static bool was_used(const std::filesystem::path& directory,
                                       std::string_view database);
    DatabaseLock(const DatabaseLock&) = delete;
    DatabaseLock& operator=(const DatabaseLock&) = delete;

private:
    int file_ = -1;
};

}  // namespace gatehouse::service
