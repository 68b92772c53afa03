#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/async/loops.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/observer.hpp"

namespace gatehouse::sql {

/// One embedded migration file: `0001_users.sql`, or `0001_users.postgres.sql`, which replaces it
/// there. Folders in front of the name do not matter.
struct Migration {
    std::string_view file;
    std::string_view text;
};

struct OpenOptions {
    std::string url;      ///< `sqlite:DIR` or `postgresql://...`
    std::string service;  ///< `auth`: file `DIR/auth.sqlite`, or database `<prefix>_auth`
    std::size_t write_connections = 8;  ///< PostgreSQL: per process
    Milliseconds statement_timeout{2000};
    Milliseconds acquire_timeout{1000};  ///< waiting for the writer or a connection
    std::size_t writer_queue = 4096;     ///< beyond it: Unavailable
    std::size_t writer_group = 512;      ///< SQLite: changes that may share one commit, 1 or more
    Observer* observer = nullptr;        ///< outlives the database
};

/// Whether the database is a file; throws std::invalid_argument for a URL that is none.
[[nodiscard]] bool is_sqlite(const OpenOptions& options);

/// Opens a service's database for the loops, which outlive it; connects lazily (PostgreSQL),
/// creates the file (SQLite). Throws std::invalid_argument for a URL it does not understand and
/// Unavailable when the file cannot be opened.
std::unique_ptr<Database> open(const OpenOptions& options, async::Loops& loops);

/// Applies what is missing of `migrations` under a lock, each in a transaction with its checksum;
/// creates the database when it is missing and allowed. Blocking; called before serving. Gives the
/// number applied. Throws std::runtime_error naming the file when one was changed after it was
/// applied, when the database is newer than the program, or when a statement fails.
std::size_t migrate(const OpenOptions& options, std::span<const Migration> migrations);

}  // namespace gatehouse::sql
