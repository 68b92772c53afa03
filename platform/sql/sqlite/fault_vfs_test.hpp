#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

namespace gatehouse::sql::sqlite {

/// A file system between SQLite and the real one, the default for connections opened while it
/// lives: it lets operations fail, and it knows what the disk would hold if the power went now.
class FaultVfs {
public:
    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    enum class Operation : unsigned char { write, truncate, sync };

    /// Asked before each operation on a database or log file (never the shared memory): the code
    /// that it shall fail with, or SQLITE_OK. On the thread of the connection.
    std::function<int(Operation, std::string_view file)> decide;
    /// Called after each operation that changed what the disk holds or may hold.
    std::function<void()> changed;
    /// A disk that says it has written but has not.
    std::atomic<bool> sync_does_nothing = false;

    /// Writes what the disk may hold after a power loss into `folder`: what was synced, and of what
    /// was not a random part, down to single sectors.
    void write_image(const std::filesystem::path& folder, std::mt19937_64& random);

private:
    struct Change {
        std::size_t offset;
        std::string bytes;
        std::optional<std::size_t> truncate_to{};
    };
    struct Disk {
        bool exists = false;
        std::string durable;
        std::vector<Change> pending;
    };
    struct File {
        sqlite3_file base;
        FaultVfs* vfs;
        Disk* disk;
        sqlite3_file* real;
    };

    static void apply(std::string& content, const Change& change);
    static void apply_part(std::string& content, const Change& change, std::mt19937_64& random);
    static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                    int* out_flags);
    static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
    static int refused(File& file, Operation operation);
    static void record(File& file, Change change);
    static const sqlite3_io_methods* methods();

    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    std::mutex mutex_;
    std::map<std::string, Disk> disks_;
};

}  // namespace gatehouse::sql::sqlite
