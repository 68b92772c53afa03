#include "platform/sql/maintenance.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "platform/sql/postgres/maintenance.hpp"
#include "platform/sql/sqlite/database.hpp"
#include "platform/sql/sqlite/maintenance.hpp"

namespace gatehouse::sql {

Inspection inspect(const OpenOptions& options) {
    return is_sqlite(options) ? sqlite::inspect(options) : postgres::inspect(options);
}

Condition examine(const OpenOptions& options) {
    return is_sqlite(options) ? sqlite::examine(options) : postgres::examine(options);
}

std::filesystem::path file_of_database(const OpenOptions& options) {
    return is_sqlite(options) ? sqlite::place_of(options) : std::filesystem::path{};
}

Labels add_labels(const OpenOptions& options, const Labels& labels) {
    return is_sqlite(options) ? sqlite::add_labels(options, labels)
                              : postgres::add_labels(options, labels);
}

std::unique_ptr<Snapshot> take_snapshot(const OpenOptions& options) {
    return is_sqlite(options) ? sqlite::take_snapshot(options) : postgres::take_snapshot(options);
}

std::string_view snapshot_suffix(const OpenOptions& options) {
    return is_sqlite(options) ? ".sqlite" : ".dump";
}

void discard_files(const OpenOptions& options) {
    if (is_sqlite(options)) sqlite::discard_files(options);
}

void restore_snapshot(const OpenOptions& options, const std::filesystem::path& file) {
    if (!inspect(options).empty) {
        throw std::runtime_error(fmt::format("the database of {} is not empty", options.service));
    }
    if (is_sqlite(options)) {
        sqlite::restore_snapshot(options, file);
    } else {
        postgres::restore_snapshot(options, file);
    }
}

}  // namespace gatehouse::sql
