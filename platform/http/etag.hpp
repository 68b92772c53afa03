#pragma once

#include <string>
#include <string_view>

namespace gatehouse::http {

/// A strong entity tag with its quotes (RFC 9110 section 8.8.3): `"17"`.
struct ETag {
    std::string text;

    /// Quotes `opaque`, which holds only visible ASCII without quotes and backslashes.
    [[nodiscard]] static ETag of(std::string_view opaque);
    /// What stands between the quotes.
    [[nodiscard]] std::string_view opaque() const noexcept {
        return std::string_view{text}.substr(1, text.size() - 2);
    }
    bool operator==(const ETag&) const = default;
};

/// The value of an If-Match: a list of tags, or `*` (RFC 9110 section 13.1.1).
class IfMatch {
public:
    explicit IfMatch(std::string_view field) : field_(field) {}

    /// Whether it names the tag of what is there, by strong comparison; `*` names all. What is not
    /// such a list names nothing.
    [[nodiscard]] bool names(const ETag& tag) const noexcept;

private:
    std::string field_;
};

/// True when `if_none_match` (a list, or `*`) names `etag` by weak comparison (RFC 9110 section
/// 13.1.2).
[[nodiscard]] bool none_match_hits(std::string_view if_none_match, std::string_view etag) noexcept;

}  // namespace gatehouse::http
