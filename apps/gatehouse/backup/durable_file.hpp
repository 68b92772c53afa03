#pragma once

#include <filesystem>
#include <string_view>

/// Files and folders of backups: for their owner only, and on the disk when a call returns. All
/// throw std::system_error naming the path.
namespace gatehouse::backup {

/// Makes a folder with mode 0700, which must not exist.
void make_folder(const std::filesystem::path& folder);
/// Writes a new file with mode 0600.
void write_new_file(const std::filesystem::path& file, std::string_view content);
/// Copies a regular file to a new one with mode 0600.
void copy_private(const std::filesystem::path& from, const std::filesystem::path& to);
/// Flushes a folder: what it contains, not the content of that.
void flush_folder(const std::filesystem::path& folder);

}  // namespace gatehouse::backup
