#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"

namespace gatehouse::json {

class Value;

/// A JSON object whose members its owner chooses (preferences), kept as compact text. Holds no
/// U+0000, no number that readers would understand differently, and at most `kMaxSize` bytes.
class Object {
public:
    static constexpr std::size_t kMaxSize = std::size_t{16} * 1024;

    /// `{}`.
    Object() : text_("{}") {}
    /// Reads the text of an object, as a column holds it.
    [[nodiscard]] static std::expected<Object, FieldError> parse(std::string_view text);
    /// Takes a part of a document.
    [[nodiscard]] static std::expected<Object, FieldError> from(Value value);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    bool operator==(const Object&) const = default;

private:
    explicit Object(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace gatehouse::json
