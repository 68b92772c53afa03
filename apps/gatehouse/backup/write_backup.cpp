#include "apps/gatehouse/backup/write_backup.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "apps/gatehouse/backup/durable_file.hpp"
#include "apps/gatehouse/targets.hpp"
#include "apps/gatehouse/version.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/service/installation.hpp"
#include "platform/service/process.hpp"
#include "platform/sql/maintenance.hpp"

namespace gatehouse::backup {
namespace {

using std::filesystem::path;

/// The folder that a backup is written to until it is complete; removed unless it became that.
class Partial {
public:
    explicit Partial(path target) : target_(std::move(target)), folder_(target_) {
        folder_ += ".partial";
        if (std::filesystem::exists(target_) &&
            (!std::filesystem::is_directory(target_) || !std::filesystem::is_empty(target_))) {
            throw std::runtime_error(target_.string() + ": is there already, and is not empty");
        }
        if (std::filesystem::exists(folder_)) {
            throw std::runtime_error(
                fmt::format("{}: is left from a backup that did not finish, "
                            "or another one is under way; remove it",
                            folder_.string()));
        }
        make_folder(folder_);
    }
    ~Partial() {
        std::error_code ignored;  // the reason why it is incomplete is on its way already
        if (!complete_) std::filesystem::remove_all(folder_, ignored);
    }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;

    [[nodiscard]] const path& folder() const noexcept { return folder_; }

    /// Gives it its name; durable when it returns.
    void finish() {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            if (entry.is_directory()) flush_folder(entry.path());
        }
        flush_folder(folder_);
        if (std::rename(folder_.c_str(), target_.c_str()) != 0) {
            throw std::system_error(errno, std::generic_category(), target_.string());
        }
        complete_ = true;
        flush_folder(target_.parent_path());
    }

private:
    path target_;
    path folder_;
    bool complete_ = false;
};

/// Copies the files of a folder and of those in it. Names that begin with a dot are locks, and
/// files that are about to get another name.
void copy_folder(const path& from, const path& to) {
    make_folder(to);
    for (const auto& entry : std::filesystem::directory_iterator(from)) {
        const auto name = entry.path().filename();
        if (name.string().starts_with('.')) continue;
        if (entry.is_directory()) {
            copy_folder(entry.path(), to / name);
        } else {
            copy_private(entry.path(), to / name);
        }
    }
}

/// A database whose state of one moment waits to be written.
struct Pinned {
    std::string name;
    std::string file;
    std::unique_ptr<sql::Snapshot> snapshot;
};

/// All databases, milliseconds after one another: the auth-service's first, so that an event it has
/// not handed over yet is in the backup and is handed over after a restore.
std::vector<Pinned> pin(const std::vector<sql::OpenOptions>& databases) {
    std::vector<Pinned> pinned;
    for (const auto& database : databases) {
        pinned.push_back(
            {database.service,
             fmt::format("databases/{}{}", database.service, sql::snapshot_suffix(database)),
             sql::take_snapshot(database)});
    }
    return pinned;
}

/// Fingerprints of the keys, which have to be those of the databases: a backup of others would be
/// of no use.
std::vector<KeyEntry> keys_of(const Settings& settings,
                              const std::vector<sql::OpenOptions>& databases) {
    SystemClock clock;
    SystemRandom random;
    const auto folder = path{settings.data.dir} / "keys";
    if (!crypto::KeyRing::complete(folder)) {
        throw std::runtime_error(folder.string() + ": keys are missing; see gatehouse doctor");
    }
    const auto ring = crypto::KeyRing::open(folder, clock, random, settings.auth.tokens.access_ttl);
    for (const auto& database : databases) {
        const auto found = sql::inspect(database);
        if (!found.present) {
            throw std::runtime_error(fmt::format(
                "the database {} is missing: there is nothing to back up", database.service));
        }
        if (const auto wrong = service::mismatch(found.labels, *ring); !wrong.empty()) {
            throw std::runtime_error(fmt::format("the keys do not belong to the database {}: {}",
                                                 database.service, wrong));
        }
    }
    std::vector<KeyEntry> keys;
    for (const auto& [name, fingerprint] : ring->fingerprints()) {
        keys.push_back({name, fingerprint});
    }
    return keys;
}

/// The absolute path of a backup, which does not lie in what it is a copy of.
path place_for(const path& target, const path& data_dir) {
    auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(target));
    if (!place.has_filename()) place = place.parent_path();
    const auto data = std::filesystem::weakly_canonical(std::filesystem::absolute(data_dir));
    if (std::ranges::mismatch(data, place).in1 == data.end()) {
        throw std::runtime_error(place.string() +
                                 ": is in the data directory; a backup belongs elsewhere");
    }
    return place;
}

}  // namespace

Manifest write_backup(const Settings& settings, const path& target, bool with_keys) {
    const path data_dir = settings.data.dir;
    service::refuse_unfinished_restore(data_dir);
    const auto all = databases(settings);
    Manifest manifest{.program = std::string{kVersion},
                      .taken_at = SystemClock{}.now(),
                      .kind = sql::is_sqlite(all.front()) ? "sqlite" : "postgresql",
                      .with_keys = with_keys,
                      .keys = keys_of(settings, all),
                      .databases = {},
                      .files = {}};
    Partial partial{place_for(target, data_dir)};
    // Before the databases: a checkpoint vouches for nothing that is not in them.
    if (std::filesystem::exists(data_dir / "audit")) {
        copy_folder(data_dir / "audit", partial.folder() / "audit");
    }
    auto pinned = pin(all);
    if (with_keys) {
        copy_folder(data_dir / "keys", partial.folder() / "keys");
    }
    make_folder(partial.folder() / "databases");
    for (auto& database : pinned) {
        database.snapshot->write_to(partial.folder() / database.file);
        manifest.databases.push_back({database.name, database.file,
                                      static_cast<std::int64_t>(database.snapshot->applied())});
        database.snapshot.reset();
    }
    write_manifest(partial.folder(), manifest);
    partial.finish();
    return manifest;
}

}  // namespace gatehouse::backup
