#pragma once

#include <cstdint>
#include <filesystem>

#include "platform/crypto/digest.hpp"

namespace gatehouse::crypto {

/// What a file's content is known by.
struct FileDigest {
    std::uint64_t bytes;
    Digest sha256;

    bool operator==(const FileDigest&) const = default;
};

/// Reads a file of any size to its end. Throws std::system_error naming it when it cannot be read
/// or is a link or no regular file.
[[nodiscard]] FileDigest digest_of_file(const std::filesystem::path& file);

}  // namespace gatehouse::crypto
