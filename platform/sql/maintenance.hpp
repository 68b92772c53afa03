#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/sql/open.hpp"

namespace gatehouse::sql {

// What is done with a service's database as a whole, by commands and before serving: blocking, on a
// connection of its own, also beside programs that use the database. Everything here throws
// Unavailable when the database cannot be reached or read, and std::invalid_argument for a URL that
// is none.

/// What a database says about itself beside the service's tables, by name.
using Labels = std::map<std::string, std::string, std::less<>>;

/// What was found where a service's database is to be.
struct Inspection {
    bool present = false;     ///< migrations were applied to it
    bool empty = true;        ///< there is no table of anybody's
    std::size_t applied = 0;  ///< how many migrations were
    bool holds_rows = false;  ///< there is a row in one of the service's tables
    Labels labels{};
};

/// Looks at a database without changing or making anything.
[[nodiscard]] Inspection inspect(const OpenOptions& options);

/// What a database tells about how safe its data are: names and values. Of an embedded one
/// `journal_mode`, `synchronous` (as the services use it) and `damage` (what a check of its pages
/// found first; `ok`); of a server the settings of those names, `version`, `encrypted`, `host`,
/// `remote`, `sslmode`, `now_ms` and what the role may do.
using Condition = std::map<std::string, std::string, std::less<>>;

/// Examines a database that is present, which may take as long as reading all of it.
[[nodiscard]] Condition examine(const OpenOptions& options);

/// The file of an embedded database; empty for a server.
[[nodiscard]] std::filesystem::path file_of_database(const OpenOptions& options);

/// Gives the database the labels whose names it does not have yet; returns all that it then has.
/// The database exists.
Labels add_labels(const OpenOptions& options, const Labels& labels);

/// The state of a database at one moment, held until it was written or is destroyed; the database
/// goes on being used.
class Snapshot {
public:
    virtual ~Snapshot() = default;
    /// How many migrations had been applied.
    [[nodiscard]] virtual std::size_t applied() const = 0;
    /// Writes all of it to a new file with mode 0600, which is checked and flushed to the disk when
    /// this returns. Throws std::runtime_error naming the file when it cannot be written, is not
    /// sound, or when a program that is needed (pg_dump) is missing or fails.
    virtual void write_to(const std::filesystem::path& file) = 0;
};

/// Holds on to the present state: everything that was committed before the call is in it.
[[nodiscard]] std::unique_ptr<Snapshot> take_snapshot(const OpenOptions& options);

/// What the name of a snapshot's file ends with: `.sqlite` or `.dump`. The two cannot be exchanged.
[[nodiscard]] std::string_view snapshot_suffix(const OpenOptions& options);

/// Brings a snapshot's file back as the database, which must be empty; makes it when it is missing
/// and that is allowed. Throws std::runtime_error, as `write_to`.
void restore_snapshot(const OpenOptions& options, const std::filesystem::path& file);

/// Removes the files of an embedded database; what a server keeps is left alone.
void discard_files(const OpenOptions& options);

}  // namespace gatehouse::sql
