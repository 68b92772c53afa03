#pragma once

#include <string>
#include <vector>

#include "platform/sql/postgres/connect.hpp"

namespace gatehouse::sql::postgres {

/// Runs one of PostgreSQL's programs (`pg_dump`), found in PATH, against the database and waits for
/// its end. The password goes in its environment, where other users do not see it. Throws
/// std::runtime_error when it is not installed, or with what it complains of when it fails.
void run_client_program(const std::string& name, const Parameters& database,
                        const std::vector<std::string>& arguments);

}  // namespace gatehouse::sql::postgres
