#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/base/secret.hpp"

namespace gatehouse::crypto {

/// Holds the lock file of a folder of keys for as long as it lives: whoever changes the folder has
/// it, those who only read do not need it.
class KeyFolderLock {
public:
    explicit KeyFolderLock(const std::filesystem::path& folder);
    ~KeyFolderLock();
    KeyFolderLock(const KeyFolderLock&) = delete;
    KeyFolderLock& operator=(const KeyFolderLock&) = delete;

private:
    int file_;
};

/// Makes a folder with mode 0700 unless it exists; its parents too. Throws std::runtime_error when
/// it is open to others or is no folder.
void make_key_folder(const std::filesystem::path& folder);

/// The content of a file of at most 16 KiB. Throws std::runtime_error naming it when it is a link,
/// belongs to somebody else, or others may read or change it.
[[nodiscard]] Secret read_key_file(const std::filesystem::path& file);

/// Writes a file with mode 0600, wholly or not at all: a new file beside it, flushed to the disk,
/// then renamed over it, then the folder flushed.
void write_key_file(const std::filesystem::path& file, std::string_view content,
                    RandomSource& random);

}  // namespace gatehouse::crypto
