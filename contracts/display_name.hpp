#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse {

/// How a person wants to be called: one line in Unicode form NFC that shows something and cannot
/// change how the text around it is shown.
class DisplayName {
public:
    static constexpr std::size_t kMaxLength = 100;  ///< code points
    static constexpr json::StringRule kRule{
        .min_length = 1, .max_length = kMaxLength, .example = "Ada Lovelace"};

    /// Fails with code `invalid_name`.
    [[nodiscard]] static std::expected<DisplayName, FieldError> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    bool operator==(const DisplayName&) const = default;

private:
    explicit DisplayName(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace gatehouse
