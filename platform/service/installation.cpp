#include "platform/service/installation.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "platform/service/process.hpp"

namespace gatehouse::service {
namespace {

constexpr std::string_view kRing = "key_ring";
constexpr std::string_view kPepper = "pepper-";

void refuse_new_keys(const std::filesystem::path& folder,
                     std::span<const sql::OpenOptions> databases) {
    for (const auto& database : databases) {
        // Another process may have made them meanwhile, and then the database.
        if (needs_keys(sql::inspect(database)) && !crypto::KeyRing::complete(folder)) {
            throw std::runtime_error(fmt::format(
                "{}: keys are missing, but the database {} has data that needs them: without them "
                "no password verifies. Put the keys of this installation back (they are in its "
                "backups); to begin anew, move the databases away too",
                folder.string(), database.service));
        }
    }
}

}  // namespace

std::unique_ptr<crypto::KeyRing> open_keys(const std::filesystem::path& data_dir,
                                           std::span<const sql::OpenOptions> databases,
                                           const Clock& clock, RandomSource& random,
                                           Milliseconds token_lifetime) {
    make_data_directory(data_dir);
    const auto folder = data_dir / "keys";
    if (!crypto::KeyRing::complete(folder)) {
        refuse_new_keys(folder, databases);
    }
    return crypto::KeyRing::open(folder, clock, random, token_lifetime);
}

bool holds_installation(const std::filesystem::path& data_dir) {
    return crypto::KeyRing::complete(data_dir / "keys");
}

void require_installation(const std::filesystem::path& data_dir) {
    if (holds_installation(data_dir)) return;
    throw std::runtime_error(fmt::format(
        "data directory {}: there is no installation here, or its keys are missing; see "
        "--data-dir and gatehouse doctor",
        data_dir.string()));
}

bool has_vanished(const std::filesystem::path& data_dir, const sql::OpenOptions& database) {
    if (!sql::is_sqlite(database) || !DatabaseLock::was_used(data_dir, database.service)) {
        return false;
    }
    return !std::filesystem::exists(sql::file_of_database(database));
}

std::size_t bring_up_to_date(const std::filesystem::path& data_dir,
                             const sql::OpenOptions& database,
                             std::span<const sql::Migration> migrations) {
    // An empty one would take its place, and nobody would notice before people cannot sign in.
    if (has_vanished(data_dir, database)) {
        throw std::runtime_error(fmt::format(
            "{} is gone, but it was in use here. Put it back, or restore a backup; to begin anew, "
            "move all of {} away",
            sql::file_of_database(database).string(), data_dir.string()));
    }
    try {
        return sql::migrate(database, migrations);
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(fmt::format("database {}: {}", database.service, error.what()));
    }
}

bool needs_keys(const sql::Inspection& database) {
    return database.holds_rows || database.labels.contains(kRing);
}

std::string mismatch(const sql::Labels& labels, const crypto::KeyRing& keys) {
    const auto own = keys.fingerprints();
    for (const auto& [name, fingerprint] : labels) {
        if (name != kRing && !name.starts_with(kPepper)) continue;
        const auto found = own.find(name);
        if (found == own.end()) {
            return fmt::format("{}.key is missing, with which passwords were hashed", name);
        }
        if (found->second != fingerprint) {
            return fmt::format("{} is that of another installation",
                               name == kRing ? "root.key" : name + ".key");
        }
    }
    return {};
}

void bind_keys(const sql::OpenOptions& database, const crypto::KeyRing& keys) {
    const auto labels = sql::add_labels(database, keys.fingerprints());
    if (const auto wrong = mismatch(labels, keys); !wrong.empty()) {
        throw std::runtime_error(fmt::format(
            "the keys do not belong to the database {}: {}. Put the keys of this installation into "
            "the folder keys of the data directory (they are in its backups)",
            database.service, wrong));
    }
}

}  // namespace gatehouse::service
