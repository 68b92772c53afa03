#pragma once

#include <cstddef>
#include <span>

#include "platform/sql/migrations.hpp"

namespace gatehouse::sql::postgres {

/// Applies what is missing of `steps`; `migrate` of open.hpp for PostgreSQL.
std::size_t migrate(const OpenOptions& options, std::span<const Step> steps);

}  // namespace gatehouse::sql::postgres
