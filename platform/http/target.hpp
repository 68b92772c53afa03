#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"

namespace gatehouse::http {

/// A request target in origin form, read the one way that the whole project reads it (AC-06).
struct Target {
    std::string_view path;   ///< percent-decoded once
    std::string_view query;  ///< raw, without `?`
};

/// Splits and decodes a target. `storage` holds the decoded path when it differs from the raw one.
/// Fails with 400 for everything that two programs could read differently: bytes outside ASCII,
/// `\`, `;`, `#`, empty and dot segments, encoded slashes, backslashes, percent signs and controls,
/// broken or overlong encodings.
[[nodiscard]] std::expected<Target, Problem> read_target(std::string_view raw,
                                                         std::string& storage);

/// One parameter of a query, decoded.
struct QueryParameter {
    std::string name;
    std::string value;
};

/// Splits and decodes a query (`application/x-www-form-urlencoded`). Fails with 400 for broken
/// encodings, controls, parameters without `=` or name, repeated ones, and more than 32.
[[nodiscard]] std::expected<std::vector<QueryParameter>, Problem> read_query(std::string_view raw);

/// Decodes `%xx` once (and `+` as a space when `plus_is_space`); nothing when an escape is broken,
/// or when the result is not UTF-8 or holds controls.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace gatehouse::http
