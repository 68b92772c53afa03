#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse::json {

/// The text of a `Literal`, as a template's argument.
template <std::size_t N>
struct LiteralText {
    std::array<char, N> characters{};
    consteval explicit(false) LiteralText(const char (&text)[N]) {
        std::ranges::copy(text, characters.begin());
    }
};

/// A member that is always the same text, by which a client tells one answer from another:
/// `Literal<"verification_required"> status;`. The OpenAPI document names the text.
template <LiteralText kText>
struct Literal {
    static constexpr std::string_view kValue{kText.characters.data(), kText.characters.size() - 1};
    static constexpr StringRule kRule{.constant = kValue};

    [[nodiscard]] static std::expected<Literal, FieldError> parse(std::string_view text) {
        if (text == kValue) return Literal{};
        return std::unexpected(FieldError{"", "invalid_value", "must be the one known value"});
    }
    [[nodiscard]] constexpr std::string_view text() const noexcept { return kValue; }
    friend constexpr bool operator==(Literal, std::string_view text) noexcept {
        return text == kValue;
    }
};

}  // namespace gatehouse::json
