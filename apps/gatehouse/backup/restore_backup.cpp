#include "apps/gatehouse/backup/restore_backup.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "apps/gatehouse/auth_host.hpp"
#include "apps/gatehouse/backup/durable_file.hpp"
#include "apps/gatehouse/backup/last_backup.hpp"
#include "apps/gatehouse/backup/manifest.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/json/json.hpp"
#include "platform/service/host.hpp"
#include "platform/service/process.hpp"
#include "platform/sql/maintenance.hpp"
#include "platform/sql/migrations.hpp"

namespace gatehouse::backup {
namespace {

using std::filesystem::path;

/// What an unfinished restore leaves in the data directory, for the next run to begin anew.
struct RestoreNote {
    bool own_keys;              ///< the keys came from the backup
    std::string earlier_audit;  ///< the name that the earlier checkpoints got
};
BOOST_DESCRIBE_STRUCT(RestoreNote, (), (own_keys, earlier_audit))

/// One restore: from a checked backup into a data directory.
class Restore {
public:
    Restore(const Settings& settings, const path& folder, const log::Logger& log)
        : settings_(settings),
          folder_(folder),
          log_(log),
          data_dir_(settings.data.dir),
          databases_(databases(settings)) {}

    Restored run() {
        manifest_ = read_manifest(folder_);
        check_manifest();
        service::make_data_directory(data_dir_);
        lock();
        undo_unfinished();
        check_place();
        const auto earlier = note_.earlier_audit.empty() ? path{} : data_dir_ / note_.earlier_audit;
        write_note();
        if (!earlier.empty() && std::filesystem::exists(data_dir_ / "audit")) {
            std::filesystem::rename(data_dir_ / "audit", earlier);
        }
        copy_part("audit");
        if (note_.own_keys) copy_part("keys");
        for (const auto& entry : manifest_.databases) {
            sql::restore_snapshot(options_of(entry.name), folder_ / entry.file);
        }
        flush_folder(data_dir_);
        Restored restored{.taken_at = manifest_.taken_at,
                          .kept_keys = !note_.own_keys,
                          .earlier_checkpoints = earlier,
                          .outcome = conclude(earlier)};
        remember(data_dir_, {manifest_.taken_at, std::filesystem::absolute(folder_).string(),
                             manifest_.with_keys});
        std::filesystem::remove(data_dir_ / service::kRestoreNote);
        flush_folder(data_dir_);
        return restored;
    }

private:
    /// Whether this program can use what the manifest tells of, before anything is changed.
    void check_manifest() const {
        const bool sqlite = sql::is_sqlite(databases_.front());
        if (manifest_.kind != (sqlite ? "sqlite" : "postgresql")) {
            throw std::runtime_error(
                fmt::format("the backup is one of {} and database.url is not", manifest_.kind));
        }
        for (const auto& entry : manifest_.databases) {
            if (std::ranges::find(manifest_.files, entry.file, &FileEntry::path) ==
                manifest_.files.end()) {
                throw Damaged(fmt::format("{}: the database {} is not among its files",
                                          folder_.string(), entry.name));
            }
            const auto target = std::ranges::find(targets(), entry.name, &Target::database);
            if (target == targets().end()) {
                throw std::runtime_error(fmt::format(
                    "the backup has a database {}, which this version does not know", entry.name));
            }
            const auto known = sql::plan_migrations(target->migrations(), "sqlite").size();
            if (std::cmp_greater(entry.migrations, known)) {
                throw std::runtime_error(fmt::format(
                    "the database {} of the backup is newer than this version; it was made by {}",
                    entry.name, manifest_.program));
            }
        }
    }

    /// Held until the end, so that no server starts meanwhile.
    void lock() {
        if (!sql::is_sqlite(databases_.front())) return;
        for (const auto& database : databases_) {
            locks_.emplace_back(data_dir_, database.service);
        }
    }

    [[nodiscard]] const sql::OpenOptions& options_of(const std::string& name) const {
        return *std::ranges::find(databases_, name, &sql::OpenOptions::service);
    }

    /// Removes what a restore put here that did not come to its end.
    void undo_unfinished() {
        const auto file = data_dir_ / service::kRestoreNote;
        std::ifstream stream{file, std::ios::binary};
        if (!stream) return;
        const auto left =
            json::read<RestoreNote>(std::string{std::istreambuf_iterator<char>{stream}, {}});
        if (!left) {
            throw std::runtime_error(file.string() + ": cannot be understood; empty the directory");
        }
        note_.earlier_audit = left->earlier_audit;
        if (left->own_keys) std::filesystem::remove_all(data_dir_ / "keys");
        if (left->earlier_audit.empty() ||
            std::filesystem::exists(data_dir_ / left->earlier_audit)) {
            std::filesystem::remove_all(data_dir_ / "audit");
        }
        for (const auto& database : databases_) {
            sql::discard_files(database);
        }
        std::filesystem::remove(file);
    }

    /// Refuses a place that holds data, and settles which keys are used.
    void check_place() {
        for (const auto& database : databases_) {
            if (!sql::inspect(database).empty) {
                throw std::runtime_error(fmt::format(
                    "the database {} holds data already; a restore needs an empty place: move it "
                    "away first",
                    database.service));
            }
        }
        note_.own_keys = !keys_in_place();
        if (note_.own_keys && !manifest_.with_keys) {
            throw std::runtime_error(fmt::format(
                "the backup was made without keys: put the keys of the installation into {} first",
                (data_dir_ / "keys").string()));
        }
        if (note_.earlier_audit.empty() && std::filesystem::exists(data_dir_ / "audit")) {
            note_.earlier_audit =
                fmt::format("audit.before-restore-{}", unix_seconds(SystemClock{}.now()));
        }
    }

    /// Whether there are keys, which have to be those of the backup: they may know of newer signing
    /// keys and of withdrawn ones.
    [[nodiscard]] bool keys_in_place() const {
        const auto keys = data_dir_ / "keys";
        if (!std::filesystem::exists(keys) || std::filesystem::is_empty(keys)) return false;
        if (!crypto::KeyRing::complete(keys)) {
            throw std::runtime_error(keys.string() + ": is there, but incomplete; move it away");
        }
        SystemClock clock;
        SystemRandom random;
        const auto own = crypto::KeyRing::open(keys, clock, random)->fingerprints();
        for (const auto& [name, fingerprint] : manifest_.keys) {
            const auto found = own.find(name);
            if (found == own.end() || found->second != fingerprint) {
                throw std::runtime_error(fmt::format(
                    "{}: are the keys of another installation than the backup's ({}); move them "
                    "away",
                    keys.string(), name));
            }
        }
        return true;
    }

    void write_note() {
        write_new_file(data_dir_ / service::kRestoreNote, json::write(note_) + "\n");
        flush_folder(data_dir_);
    }

    /// Copies the files below one folder of the backup.
    void copy_part(const std::string& part) const {
        for (const auto& file : manifest_.files) {
            if (!file.path.starts_with(part + "/")) continue;
            const auto to = data_dir_ / file.path;
            if (!std::filesystem::exists(to.parent_path())) {
                // At most two deep: keys/signing.
                if (!std::filesystem::exists(to.parent_path().parent_path())) {
                    make_folder(to.parent_path().parent_path());
                }
                make_folder(to.parent_path());
            }
            copy_private(folder_ / file.path, to);
            flush_folder(to.parent_path());
        }
    }

    [[nodiscard]] auth::RestoreOutcome conclude(const path& earlier) const {
        AuthHost auth{settings_, log_, AuthHost::Use::conclude_restore};
        return auth.run(auth.service().conclude_restore(
            {.taken_at = manifest_.taken_at, .earlier_checkpoints = earlier}));
    }

    const Settings& settings_;
    const path& folder_;
    const log::Logger& log_;
    const path data_dir_;
    const std::vector<sql::OpenOptions> databases_;
    Manifest manifest_{};
    RestoreNote note_{};
    std::deque<service::DatabaseLock> locks_;
};

}  // namespace

Restored restore_backup(const Settings& settings, const path& folder, const log::Logger& log) {
    return Restore{settings, folder, log}.run();
}

}  // namespace gatehouse::backup
