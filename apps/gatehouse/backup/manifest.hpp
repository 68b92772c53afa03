#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"

namespace gatehouse::backup {

/// A file of a backup.
struct FileEntry {
    std::string path;  ///< relative to the backup
    std::int64_t bytes;
    std::string sha256;  ///< in hexadecimal
};
BOOST_DESCRIBE_STRUCT(FileEntry, (), (path, bytes, sha256))

/// A service's database in a backup.
struct DatabaseEntry {
    std::string name;  ///< `auth`
    std::string file;
    std::int64_t migrations;  ///< how many had been applied
};
BOOST_DESCRIBE_STRUCT(DatabaseEntry, (), (name, file, migrations))

/// A fingerprint of a secret that the backup needs.
struct KeyEntry {
    std::string name;  ///< `key_ring`, `pepper-1`
    std::string fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeyEntry, (), (name, fingerprint))

/// The file `manifest.json`: what a backup is and all that is in it.
struct Manifest {
    static constexpr std::int64_t kFormat = 1;

    std::int64_t format = kFormat;
    std::string program;  ///< the version that wrote it
    Time taken_at;        ///< all that was acknowledged before is in it
    std::string kind;     ///< of the databases: `sqlite` or `postgresql`
    bool with_keys;
    std::vector<KeyEntry> keys;
    std::vector<DatabaseEntry> databases;
    std::vector<FileEntry> files;
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (format, program, taken_at, kind, with_keys, keys, databases, files))

/// A folder that is no complete, undamaged backup.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Fills in `files` from what is in `folder`, then writes `manifest.json` and `manifest.sha256`.
/// Throws std::system_error.
void write_manifest(const std::filesystem::path& folder, Manifest& manifest);

/// Reads the manifest and compares it with all files of the folder. Throws Damaged naming the first
/// file that is missing, changed, too much or not a regular file.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace gatehouse::backup
