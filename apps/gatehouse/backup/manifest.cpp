#include "apps/gatehouse/backup/manifest.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "apps/gatehouse/backup/durable_file.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/file_digest.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::backup {
namespace {

constexpr std::string_view kManifest = "manifest.json";
constexpr std::string_view kChecksum = "manifest.sha256";

/// The line that `sha256sum --check` reads.
std::string checksum_line(std::string_view manifest) {
    return fmt::format("{}  {}\n", crypto::hex_encode(crypto::bytes_of(crypto::sha256(manifest))),
                       kManifest);
}

/// The files below `folder`, relative to it, in order.
std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto path = entry.path().lexically_relative(folder).string();
        if (entry.is_symlink() || (!entry.is_directory() && !entry.is_regular_file())) {
            throw Damaged(fmt::format("{}: is neither a file nor a folder", entry.path().string()));
        }
        if (entry.is_regular_file() && path != kManifest && path != kChecksum) {
            files.push_back(path);
        }
    }
    std::ranges::sort(files);
    return files;
}

FileEntry describe(const std::filesystem::path& folder, const std::string& path) {
    const auto digest = crypto::digest_of_file(folder / path);
    return {path, static_cast<std::int64_t>(digest.bytes),
            crypto::hex_encode(crypto::bytes_of(digest.sha256))};
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw Damaged(file.string() + ": is missing or cannot be read");
    return {std::istreambuf_iterator<char>{stream}, {}};
}

void check_file(const std::filesystem::path& folder, const FileEntry& expected) {
    const auto found = describe(folder, expected.path);
    if (found.bytes != expected.bytes) {
        throw Damaged(fmt::format("{}: has {} bytes instead of {}",
                                  (folder / expected.path).string(), found.bytes, expected.bytes));
    }
    if (found.sha256 != expected.sha256) {
        throw Damaged(fmt::format("{}: was changed", (folder / expected.path).string()));
    }
}

void check_files(const std::filesystem::path& folder, const Manifest& manifest) {
    const auto found = files_in(folder);
    for (const auto& path : found) {
        if (std::ranges::find(manifest.files, path, &FileEntry::path) == manifest.files.end()) {
            throw Damaged(
                fmt::format("{}: does not belong to the backup", (folder / path).string()));
        }
    }
    for (const auto& file : manifest.files) {
        // Also what keeps a path from leading out of the folder: it was found inside.
        if (!std::ranges::binary_search(found, file.path)) {
            throw Damaged(fmt::format("{}: is missing", (folder / file.path).string()));
        }
        check_file(folder, file);
    }
}

}  // namespace

void write_manifest(const std::filesystem::path& folder, Manifest& manifest) {
    manifest.files.clear();
    for (const auto& path : files_in(folder)) {
        manifest.files.push_back(describe(folder, path));
    }
    const auto text = json::write(manifest) + "\n";
    write_new_file(folder / kManifest, text);
    write_new_file(folder / kChecksum, checksum_line(text));
}

Manifest read_manifest(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        throw Damaged(folder.string() + ": is no folder");
    }
    const auto text = content_of(folder / kManifest);
    if (content_of(folder / kChecksum) != checksum_line(text)) {
        throw Damaged(fmt::format("{}: does not fit {}; one of them was changed",
                                  (folder / kManifest).string(), kChecksum));
    }
    auto manifest = json::read<Manifest>(text);
    if (!manifest || manifest->format != Manifest::kFormat) {
        throw Damaged((folder / kManifest).string() +
                      ": is not the manifest of a backup that this version knows");
    }
    check_files(folder, *manifest);
    return std::move(*manifest);
}

}  // namespace gatehouse::backup
