#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::http {

/// A strong entity tag with its quotes (RFC 9110 section 8.8.3): `"17"`.
struct ETag {
    std::string text;

    /// Quotes `opaque`, which holds only visible ASCII without quotes and backslashes.
    [[nodiscard]] static ETag of(std::string_view opaque);
    /// Reads one strong tag; nothing for a weak one, a list, `*` or anything else.
    [[nodiscard]] static std::optional<ETag> parse(std::string_view field);
    /// What stands between the quotes.
    [[nodiscard]] std::string_view opaque() const noexcept {
        return std::string_view{text}.substr(1, text.size() - 2);
    }
    bool operator==(const ETag&) const = default;
};

/// True when `if_none_match` (a list, or `*`) names `etag` by weak comparison (RFC 9110 section
/// 13.1.2).
[[nodiscard]] bool none_match_hits(std::string_view if_none_match, std::string_view etag) noexcept;

}  // namespace gatehouse::http
