#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/route.hpp"

namespace gatehouse::http {

/// The header fields, target and body of one request, as views into the connection's buffer: valid
/// until the answer is sent. Framing and limits were checked before it exists.
struct Request {
    Verb verb = Verb::get;
    std::string_view path;   ///< normalised and percent-decoded: no dot segments, no empty segments
    std::string_view query;  ///< raw, without `?`
    std::string_view body;
    std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< names in lower case

    /// The value of the only field of this name (`name` in lower case); nothing when absent. Fields
    /// that may not repeat and do are refused before.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    /// How many fields have this name.
    [[nodiscard]] std::size_t count(std::string_view name) const;
};

}  // namespace gatehouse::http
