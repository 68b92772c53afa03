#include "platform/json/object.hpp"

#include <utility>

#include "platform/json/document.hpp"

namespace gatehouse::json {
namespace {

/// The code of the first thing in `value` that an Object may not hold; empty when there is none.
std::string_view first_fault(Value value) {
    if (value.kind() == Kind::string && value.holds_nul()) return "invalid_character";
    if (value.kind() == Kind::number && !interoperable_number(value.text())) return "out_of_range";
    if (value.kind() != Kind::array && value.kind() != Kind::object) return {};
    const std::size_t nodes = value.size() * (value.kind() == Kind::object ? 2 : 1);
    Value at = value.first();
    for (std::size_t i = 0; i < nodes; ++i, at = at.next()) {
        if (const auto fault = first_fault(at); !fault.empty()) return fault;
    }
    return {};
}

std::unexpected<FieldError> refused(std::string_view code, std::string detail) {
    return std::unexpected(FieldError{"", std::string{code}, std::move(detail)});
}

}  // namespace

std::expected<Object, FieldError> Object::from(Value value) {
    if (value.kind() != Kind::object) return refused("wrong_type", "must be an object");
    if (const auto fault = first_fault(value); !fault.empty()) {
        return refused(fault, fault == "out_of_range" ? "holds a number that cannot be kept exactly"
                                                      : "holds the character U+0000");
    }
    std::string text;
    append_compact(text, value);
    if (text.size() > kMaxSize) {
        return refused("too_long", "must be at most " + std::to_string(kMaxSize) + " bytes");
    }
    return Object{std::move(text)};
}

std::expected<Object, FieldError> Object::parse(std::string_view text) {
    const auto document = Document::parse(text);
    if (!document) return refused("invalid_value", document.error());
    return from(document->root());
}

}  // namespace gatehouse::json
