#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse {

/// A link to a picture or page elsewhere that is safe to hand to browsers: absolute, `https`, a
/// public host name, no user information.
class HttpsUrl {
public:
    static constexpr std::size_t kMaxSize = 2048;  ///< bytes
    static constexpr json::StringRule kRule{.format = "uri",
                                            .min_length = 1,
                                            .max_length = kMaxSize,
                                            .pattern = "^[Hh][Tt][Tt][Pp][Ss]://",
                                            .example = "https://example.com/ada.png"};

    /// Reads a URL (RFC 3986); IP addresses in every spelling are refused. Scheme and host are kept
    /// in lower case. Fails with code `invalid_url`.
    [[nodiscard]] static std::expected<HttpsUrl, FieldError> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    bool operator==(const HttpsUrl&) const = default;

private:
    explicit HttpsUrl(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace gatehouse
