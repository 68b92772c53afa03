#include <filesystem>
#include <iostream>
#include <numeric>
#include <system_error>

#include <fmt/format.h>

#include "apps/gatehouse/backup/last_backup.hpp"
#include "apps/gatehouse/backup/restore_backup.hpp"
#include "apps/gatehouse/backup/write_backup.hpp"
#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/program_log.hpp"

namespace gatehouse::commands {
namespace {

std::int64_t bytes_of(const backup::Manifest& manifest) {
    return std::accumulate(
        manifest.files.begin(), manifest.files.end(), std::int64_t{0},
        [](std::int64_t sum, const backup::FileEntry& file) { return sum + file.bytes; });
}

/// Has `doctor` know of it. The backup is there also when this cannot be written.
void note(const Settings& settings, const backup::LastBackup& last) {
    try {
        backup::remember(settings.data.dir, last);
    } catch (const std::system_error& failure) {
        std::cerr << "gatehouse: the backup is complete, but doctor will not know of it: "
                  << failure.what() << '\n';
    }
}

}  // namespace

int make_backup(const Common& common, const BackupPlace& place) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const auto manifest = backup::write_backup(settings, place.folder, !place.without_keys);
    note(settings,
         {manifest.taken_at, std::filesystem::absolute(place.folder).string(), manifest.with_keys});
    std::cout << fmt::format("{}: everything of before {}, {} files, {} bytes\n", place.folder,
                             to_rfc3339(manifest.taken_at), manifest.files.size(),
                             bytes_of(manifest));
    if (manifest.with_keys) {
        std::cout
            << "It holds the keys and password hashes: keep it as you keep them, encrypted.\n";
    } else {
        std::cout << "It holds no keys, without which it is of no use: keep DATA_DIR/keys too.\n";
    }
    return 0;
}

int restore_backup(const Common& common, const BackupPlace& place) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const ProgramLog log{settings.log, "gatehouse"};
    const auto restored = backup::restore_backup(settings, place.folder, log.logger());
    std::cout << fmt::format(
        "Restored the backup of {}. Ended: {} sessions, {} mailed tokens, and everything that {} "
        "signing keys had signed; everybody signs in again.\n",
        to_rfc3339(restored.taken_at), restored.outcome.sessions_ended,
        restored.outcome.tokens_removed, restored.outcome.keys_withdrawn);
    if (restored.kept_keys) {
        std::cout << "The keys that were in place belong to it and were kept.\n";
    }
    if (!restored.earlier_checkpoints.empty()) {
        std::cout << fmt::format(
            "The checkpoints of the audit trail that were in place are in {}.\n",
            restored.earlier_checkpoints.string());
    }
    if (!restored.outcome.trail_intact) {
        std::cerr << "gatehouse: the audit trail of the backup was tampered with before it was "
                     "made; see gatehouse audit verify\n";
    }
    return 0;
}

}  // namespace gatehouse::commands
