#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/sql/maintenance.hpp"

namespace gatehouse::service {

// Databases and keys of one installation belong together: passwords are hashed with the pepper, and
// nobody can sign in without it. So new keys are made only where there is no data yet, and each
// database carries the fingerprints of the keys that it was first used with.

/// Opens `data_dir`/keys, made at the first start. Throws std::runtime_error when keys are missing
/// although one of the databases holds data, and what KeyRing::open throws.
std::unique_ptr<crypto::KeyRing> open_keys(const std::filesystem::path& data_dir,
                                           std::span<const sql::OpenOptions> databases,
                                           const Clock& clock, RandomSource& random,
                                           Milliseconds token_lifetime);

/// Whether `data_dir` holds an installation, as far as its keys tell.
[[nodiscard]] bool holds_installation(const std::filesystem::path& data_dir);
/// Throws std::runtime_error when `data_dir` holds no installation, which the first start makes.
void require_installation(const std::filesystem::path& data_dir);

/// Whether the file of an embedded database is gone although it was served from `data_dir`.
[[nodiscard]] bool has_vanished(const std::filesystem::path& data_dir,
                                const sql::OpenOptions& database);
/// Applies what is missing to a service's database; gives how many. Throws std::runtime_error that
/// names the database: as sql::migrate, and when its file is gone.
std::size_t bring_up_to_date(const std::filesystem::path& data_dir,
                             const sql::OpenOptions& database,
                             std::span<const sql::Migration> migrations);

/// Whether a database was used with keys: it carries their fingerprints, or it has rows of a time
/// when there were none yet. One that was only made and migrated was not.
[[nodiscard]] bool needs_keys(const sql::Inspection& database);

/// What keeps `keys` from being those that `labels` of a database tell of, as a sentence; empty
/// when they are.
[[nodiscard]] std::string mismatch(const sql::Labels& labels, const crypto::KeyRing& keys);

/// Gives the database the fingerprints of `keys` unless it has some. Throws std::runtime_error when
/// they are those of other keys.
void bind_keys(const sql::OpenOptions& database, const crypto::KeyRing& keys);

}  // namespace gatehouse::service
