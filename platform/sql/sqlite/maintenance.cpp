#include "platform/sql/sqlite/maintenance.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/sqlite/connection.hpp"
#include "platform/sql/sqlite/database.hpp"
#include "platform/sql/sqlite/raw.hpp"

namespace gatehouse::sql::sqlite {
namespace {

constexpr Milliseconds kTimeout{60'000};

constexpr Query kTables{"maintenance_tables", "SELECT name FROM sqlite_schema LIMIT 1"};
constexpr Query kHasTable{"maintenance_has_table", R"sql(
SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1)sql"};
constexpr Query kApplied{"maintenance_applied", "SELECT count(*) FROM schema_migrations"};
constexpr Query kLabels{"maintenance_labels", "SELECT name, value FROM database_labels"};
constexpr Query kJournalMode{"maintenance_journal_mode", "PRAGMA journal_mode"};
constexpr Query kSynchronous{"maintenance_synchronous", "PRAGMA synchronous"};
constexpr const char* kRowStatement = R"sql(
SELECT 'SELECT ' || group_concat('EXISTS (SELECT 1 FROM "' || replace(name, '"', '""') || '")', ' OR ')
FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
    AND name NOT IN ('schema_migrations', 'database_labels'))sql";
constexpr Query kLabelTable{"maintenance_label_table", R"sql(
CREATE TABLE IF NOT EXISTS database_labels (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID)sql"};
constexpr Query kAddLabel{"maintenance_add_label", R"sql(
INSERT INTO database_labels (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)sql"};

bool has_table(Connection& connection, std::string_view name) {
    const std::array<Value, 1> arguments{name};
    return !connection.run(kHasTable, arguments).empty();
}

/// Statements whose texts hold the names of tables, so on a connection of their own.
bool holds_rows(const std::filesystem::path& file) {
    const RawHandle handle = open_raw(file, SQLITE_OPEN_READWRITE);
    const auto statement = first_value(handle.get(), kRowStatement);
    return !statement.empty() && first_value(handle.get(), statement.c_str()) == "1";
}

Labels read_labels(Connection& connection) {
    Labels labels;
    const Result rows = connection.run(kLabels, {});
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const Row row = rows.row(index);
        labels.emplace(row[0].bytes(), row[1].bytes());
    }
    return labels;
}

/// Copies pages from one connection to another, in one step: what is copied is one state.
class Copy {
public:
    Copy(sqlite3* from, sqlite3* to) : copy_(sqlite3_backup_init(to, "main", from, "main")) {
        if (copy_ == nullptr) {
            throw std::runtime_error(fmt::format("cannot be copied: {}", sqlite3_errmsg(to)));
        }
    }
    ~Copy() {
        if (copy_ != nullptr) sqlite3_backup_finish(copy_);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void run(const std::filesystem::path& file) {
        const int step = sqlite3_backup_step(copy_, -1);
        const int finish = sqlite3_backup_finish(std::exchange(copy_, nullptr));
        if (step != SQLITE_DONE || finish != SQLITE_OK) {
            throw std::runtime_error(
                fmt::format("{}: cannot be written: {}", file.string(),
                            sqlite3_errstr(finish != SQLITE_OK ? finish : step)));
        }
    }

private:
    sqlite3_backup* copy_;
};

void flush(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = file >= 0 && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!flushed) {
        throw std::system_error(error, std::generic_category(), path.string());
    }
}

void make_new(const std::filesystem::path& path) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        throw std::system_error(errno, std::generic_category(), path.string());
    }
    ::close(file);
}

/// Writes what the transaction of `from` sees as a new file that is complete by itself: without a
/// log beside it, sound, on the disk.
void copy_to(sqlite3* from, const std::filesystem::path& file) {
    make_new(file);
    {
        const RawHandle to = open_raw(file, SQLITE_OPEN_READWRITE);
        Copy(from, to.get()).run(file);
        // Out of WAL mode, which also flushes what was copied.
        first_value(to.get(), "PRAGMA journal_mode = DELETE");
        const std::string verdict = first_value(to.get(), "PRAGMA integrity_check(1)");
        if (verdict != "ok") {
            throw std::runtime_error(fmt::format("{}: {}", file.string(), verdict));
        }
    }
    flush(file);
    flush(file.parent_path());
}

/// A read transaction: in WAL mode it keeps seeing the state that it began with.
class SqliteSnapshot final : public Snapshot {
public:
    explicit SqliteSnapshot(const std::filesystem::path& file)
        : handle_(open_raw(file, SQLITE_OPEN_READWRITE)) {
        first_value(handle_.get(), "PRAGMA query_only = ON");
        first_value(handle_.get(), "BEGIN");
        applied_ = std::stoul(first_value(handle_.get(), "SELECT count(*) FROM schema_migrations"));
    }

    [[nodiscard]] std::size_t applied() const override { return applied_; }
    void write_to(const std::filesystem::path& file) override { copy_to(handle_.get(), file); }

private:
    RawHandle handle_;
    std::size_t applied_ = 0;
};

}  // namespace

Inspection inspect(const OpenOptions& options) {
    const auto file = place_of(options);
    Inspection found;
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        if (error)
            throw Unavailable(fmt::format("cannot read {}: {}", file.string(), error.message()));
        return found;
    }
    if (std::filesystem::file_size(file) == 0) {
        return found;
    }
    Connection connection(file, Role::reader, kTimeout, nullptr);
    found.empty = connection.run(kTables, {}).empty();
    if (has_table(connection, "schema_migrations")) {
        found.applied = static_cast<std::size_t>(connection.run(kApplied, {}).row(0)[0].integer());
        found.present = found.applied > 0;
    }
    if (has_table(connection, "database_labels")) {
        found.labels = read_labels(connection);
    }
    found.holds_rows = holds_rows(file);
    return found;
}

Condition examine(const OpenOptions& options) {
    const auto file = place_of(options);
    Condition found;
    {
        Connection connection(file, Role::reader, kTimeout, nullptr);
        found.emplace("journal_mode", connection.run(kJournalMode, {}).row(0)[0].bytes());
        found.emplace("synchronous",
                      std::to_string(connection.run(kSynchronous, {}).row(0)[0].integer()));
    }
    const RawHandle handle = open_raw(file, SQLITE_OPEN_READWRITE);
    try {
        first_value(handle.get(), "PRAGMA query_only = ON");
        found.emplace("damage", first_value(handle.get(), "PRAGMA quick_check(1)"));
    } catch (const Unavailable& error) {
        // Damage can be such that not even the check gets through.
        found.emplace("damage", error.what());
    }
    return found;
}

Labels add_labels(const OpenOptions& options, const Labels& labels) {
    Connection connection(place_of(options), Role::reader, kTimeout, nullptr);
    if (has_table(connection, "database_labels")) {
        // Most starts: nothing to write, and nothing that waits for a writer.
        Labels known = read_labels(connection);
        if (std::ranges::all_of(labels,
                                [&](const auto& label) { return known.contains(label.first); })) {
            return known;
        }
    }
    connection.run_script("PRAGMA query_only = OFF; BEGIN IMMEDIATE;");
    connection.run(kLabelTable, {});
    for (const auto& [name, value] : labels) {
        const std::array<Value, 2> arguments{std::string_view{name}, std::string_view{value}};
        connection.run(kAddLabel, arguments);
    }
    Labels all = read_labels(connection);
    connection.run_script("COMMIT;");
    return all;
}

std::unique_ptr<Snapshot> take_snapshot(const OpenOptions& options) {
    return std::make_unique<SqliteSnapshot>(place_of(options));
}

void discard_files(const OpenOptions& options) {
    const auto place = place_of(options).string();
    // What a copy that was cut off left: another file's journal would be played into the next one.
    for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
        std::filesystem::remove(place + ending);
    }
}

void restore_snapshot(const OpenOptions& options, const std::filesystem::path& file) {
    const RawHandle from = open_raw(file, SQLITE_OPEN_READONLY);
    const auto place = file_of(options);
    sqlite::discard_files(options);  // empty, or it would not have come to this
    copy_to(from.get(), place);
}

}  // namespace gatehouse::sql::sqlite
