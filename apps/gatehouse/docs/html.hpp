#pragma once

#include <string>
#include <string_view>

namespace gatehouse::docs {

/// `text` for an element's content or a quoted attribute.
[[nodiscard]] std::string escape(std::string_view text);

/// Letters, digits and `-`: `get-api-v1-users-id`, for an id.
[[nodiscard]] std::string anchor(std::string_view text);

}  // namespace gatehouse::docs
