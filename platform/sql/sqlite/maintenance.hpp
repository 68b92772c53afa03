#pragma once

#include "platform/sql/maintenance.hpp"

/// The functions of platform/sql/maintenance.hpp for SQLite.
namespace gatehouse::sql::sqlite {

Inspection inspect(const OpenOptions& options);
Condition examine(const OpenOptions& options);
Labels add_labels(const OpenOptions& options, const Labels& labels);
std::unique_ptr<Snapshot> take_snapshot(const OpenOptions& options);
void discard_files(const OpenOptions& options);
void restore_snapshot(const OpenOptions& options, const std::filesystem::path& file);

}  // namespace gatehouse::sql::sqlite
