#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "platform/base/problem.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse::user {

/// What a person writes about themselves: at most 2,000 code points, line feeds and tabs but no
/// other control characters, and none that reorder the text around it; CR LF becomes a line feed.
/// It is data: whoever shows it escapes it.
class Bio {
public:
    static constexpr std::size_t kMaxLength = 2000;
    static constexpr json::StringRule kRule{.max_length = kMaxLength};

    /// Fails with `too_long` or `invalid_character`.
    [[nodiscard]] static std::expected<Bio, FieldError> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    explicit Bio(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace gatehouse::user
