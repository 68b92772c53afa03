#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "platform/http/router.hpp"

namespace gatehouse::testing {

/// The rows of the table of endpoints in a README, as `GET /api/v1/users/me user`: the verb, path
/// and access of each line that begins with `| VERB | `/`. Throws std::runtime_error when the file
/// cannot be read.
[[nodiscard]] std::set<std::string> documented_endpoints(const std::filesystem::path& readme);

/// The routes of a router in the same form.
[[nodiscard]] std::set<std::string> endpoints_of(const http::Router& router);

}  // namespace gatehouse::testing
