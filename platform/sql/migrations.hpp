#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/open.hpp"

namespace gatehouse::sql {

/// One migration as it applies to one kind of database.
struct Step {
    std::int64_t version;
    std::string file;
    std::string_view text;
    std::string checksum;  ///< SHA-256 of the text in hexadecimal
};

/// A row of `schema_migrations`, the table that tells what was applied.
struct AppliedStep {
    std::int64_t version;
    std::string file;
    std::string checksum;
};

/// Chooses and orders the files for `dialect` ("sqlite" or "postgres"). Throws std::runtime_error
/// for a name that is not `NNNN_name[.dialect].sql`, a number that is missing or taken twice, and
/// an override of nothing.
std::vector<Step> plan_migrations(std::span<const Migration> migrations, std::string_view dialect);

/// Gives how many of `steps` were applied. Throws std::runtime_error naming the file when one was
/// changed since, or when the database is newer than the program.
std::size_t count_applied(std::span<const Step> steps, std::span<const AppliedStep> applied);

/// Throws std::runtime_error that says which file failed and why.
[[noreturn]] void fail_migration(const Step& step, std::string_view why);

}  // namespace gatehouse::sql
