#pragma once

#include <cstddef>
#include <span>

#include "platform/sql/migrations.hpp"

namespace gatehouse::sql::sqlite {

/// Applies what is missing of `steps`; `migrate` of open.hpp for SQLite.
std::size_t migrate(const OpenOptions& options, std::span<const Step> steps);

}  // namespace gatehouse::sql::sqlite
