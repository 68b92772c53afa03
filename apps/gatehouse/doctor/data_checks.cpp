#include "apps/gatehouse/doctor/data_checks.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/crypto/key_ring.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::doctor {
namespace {

using std::filesystem::path;

constexpr std::string_view kData = "data directory";
constexpr std::string_view kKeys = "keys";
constexpr std::string_view kSigning = "signing keys";
constexpr std::string_view kBackup = "backup";

constexpr mode_t kGroupAndOthers = 077;
constexpr mode_t kOthersWrite = 022;
constexpr std::chrono::days kOldKey{180};
constexpr std::chrono::days kOldBackup{7};

struct stat status_of(const path& file) {
    struct stat status{};
    if (::lstat(file.c_str(), &status) != 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    return status;
}

/// The first thing below `folder` that others may read, or that is somebody else's.
std::optional<Finding> first_open(std::string_view check, const path& folder, uid_t owner) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto status = status_of(entry.path());
        if ((status.st_mode & kGroupAndOthers) != 0 && !S_ISLNK(status.st_mode)) {
            return error(check,
                         fmt::format("{} is open to other users (mode {:04o})",
                                     entry.path().string(), status.st_mode & 07777U),
                         fmt::format("chmod -R go-rwx {}", folder.string()));
        }
        if (status.st_uid != owner) {
            return error(check,
                         fmt::format("{} belongs to user {}, the data directory to {}",
                                     entry.path().string(), status.st_uid, owner),
                         "run every command as the user that the server runs as, and chown");
        }
    }
    return std::nullopt;
}

bool is_data(const path& file) {
    return file.filename().string().contains(".sqlite") || file.filename() == "audit" ||
           file.filename() == "backup.json";
}

}  // namespace

Finding check_data_directory(const path& data_dir) {
    if (!std::filesystem::exists(data_dir)) {
        return ok(kData,
                  fmt::format("{} is not there yet; the first start makes it", data_dir.string()));
    }
    if (std::filesystem::exists(data_dir / service::kRestoreNote)) {
        return error(kData, "a restore did not come to its end", "run gatehouse restore again");
    }
    const auto status = status_of(data_dir);
    if ((status.st_mode & kOthersWrite) != 0) {
        return error(kData,
                     fmt::format("{} may be written by other users (mode {:04o})",
                                 data_dir.string(), status.st_mode & 07777U),
                     fmt::format("chmod 700 {}", data_dir.string()));
    }
    if (::access(data_dir.c_str(), R_OK | W_OK | X_OK) != 0) {
        return error(kData, fmt::format("{} may not be written by this user", data_dir.string()),
                     "run every command as the user that the server runs as");
    }
    for (const auto& entry : std::filesystem::directory_iterator(data_dir)) {
        if (!is_data(entry.path())) continue;
        const auto inner = status_of(entry.path());
        if ((inner.st_mode & kGroupAndOthers) != 0) {
            return error(kData,
                         fmt::format("{} is open to other users (mode {:04o})",
                                     entry.path().string(), inner.st_mode & 07777U),
                         fmt::format("chmod -R go-rwx {}", data_dir.string()));
        }
        if (inner.st_uid != status.st_uid) {
            return error(kData,
                         fmt::format("{} belongs to user {}, the directory to {}",
                                     entry.path().string(), inner.st_uid, status.st_uid),
                         "run every command as the user that the server runs as, and chown");
        }
    }
    if ((status.st_mode & kGroupAndOthers) != 0) {
        return warning(kData,
                       fmt::format("{} may be listed by other users (mode {:04o})",
                                   data_dir.string(), status.st_mode & 07777U),
                       fmt::format("chmod 700 {}", data_dir.string()));
    }
    return ok(kData, data_dir.string() + ", for its owner only");
}

Finding check_key_files(const path& data_dir, bool has_data) {
    const auto folder = data_dir / "keys";
    const bool there = std::filesystem::exists(folder);
    if (there) {
        if ((status_of(folder).st_mode & kGroupAndOthers) != 0) {
            return error(kKeys, fmt::format("{} is open to other users", folder.string()),
                         fmt::format("chmod 700 {}", folder.string()));
        }
        if (auto open = first_open(kKeys, folder, status_of(data_dir).st_uid)) return *open;
    }
    if (there && crypto::KeyRing::complete(folder)) {
        return ok(kKeys, folder.string() + ", for their owner only");
    }
    if (has_data) {
        return error(
            kKeys,
            fmt::format("{} lacks the root key or the pepper, without which no password "
                        "verifies",
                        folder.string()),
            "put the keys of this installation back from a backup; nothing starts without");
    }
    return ok(kKeys, "none yet; the first start makes them");
}

Finding check_signing_keys(const std::vector<crypto::SigningKeyInfo>& keys, Time now) {
    const auto state = [&](crypto::KeyState wanted) {
        return std::ranges::find(keys, wanted, &crypto::SigningKeyInfo::state);
    };
    const auto active = state(crypto::KeyState::active);
    if (active == keys.end()) {
        return error(kSigning, "none signs", "gatehouse keys rotate");
    }
    const auto found =
        fmt::format("{} signs since {}", active->kid, to_rfc3339(active->signs_from));
    if (const auto next = state(crypto::KeyState::next); next != keys.end()) {
        return ok(kSigning, found + fmt::format("; {} follows at {}", next->kid,
                                                to_rfc3339(next->signs_from)));
    }
    if (now - active->signs_from > kOldKey) {
        return warning(kSigning, found, "gatehouse keys rotate");
    }
    return ok(kSigning, found);
}

Finding check_last_backup(const std::optional<backup::LastBackup>& last, Time now) {
    if (!last) {
        return warning(kBackup, "none was made here",
                       "gatehouse backup FOLDER, daily, and keep it elsewhere");
    }
    const auto found = fmt::format("the last one is of {}, in {}{}", to_rfc3339(last->taken_at),
                                   last->path, last->with_keys ? "" : ", without keys");
    if (now - last->taken_at > kOldBackup) {
        return warning(kBackup, found, "gatehouse backup FOLDER, daily, and keep it elsewhere");
    }
    return ok(kBackup, found);
}

}  // namespace gatehouse::doctor
