#pragma once

// The types that the tests of this room read, write and describe.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/json/json.hpp"

namespace gatehouse::json {

enum class Color { dark_red, delete_ };
BOOST_DESCRIBE_ENUM(Color, dark_red, delete_)

using ThingId = Id<struct ThingTag>;

/// A text type as contracts have them: no default constructor, at most five bytes.
class Label {
public:
    static constexpr StringRule kRule{.format = "label", .min_length = 1, .max_length = 5};
    static std::expected<Label, FieldError> parse(std::string_view text) {
        if (text.empty() || text.size() > 5) {
            return std::unexpected(FieldError{"", "bad_label", "must have 1 to 5 bytes"});
        }
        return Label{std::string{text}};
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    bool operator==(const Label&) const = default;

private:
    explicit Label(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

struct Inner {
    Label label;
    std::vector<int> numbers;
    bool operator==(const Inner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (label, numbers))

struct Everything {
    bool yes;
    std::int64_t big;
    std::uint32_t small;
    int number;
    double real;
    std::string text;
    Time at;
    ThingId id;
    Color color;
    std::optional<Label> maybe;
    std::vector<Inner> inners;
    Object object;
    bool operator==(const Everything&) const = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (yes, big, small, number, real, text, at, id, color, maybe, inners, object))

struct Change {
    Patch<Label> label;
    Patch<int> number;
};
BOOST_DESCRIBE_STRUCT(Change, (), (label, number))

/// Of which nothing can be removed.
struct Rename {
    Replacement<Label> label;
    Replacement<Color> color;
};
BOOST_DESCRIBE_STRUCT(Rename, (), (label, color))

struct Done {
    Literal<"done"> status;
    int number;
};
BOOST_DESCRIBE_STRUCT(Done, (), (status, number))

/// How many, as a query says it.
class Count {
public:
    static constexpr IntegerRule kRule{.min = 1, .max = 100, .when_absent = 20};
    static std::expected<Count, FieldError> parse(std::string_view) { return Count{}; }
};

struct Login {
    Label name;
    Secret password;
};
BOOST_DESCRIBE_STRUCT(Login, (), (name, password))

struct Number {
    std::int64_t n;
};
BOOST_DESCRIBE_STRUCT(Number, (), (n))

struct Real {
    double n;
};
BOOST_DESCRIBE_STRUCT(Real, (), (n))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Tree {
    std::string name;
    std::vector<Tree> children;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (name, children))

}  // namespace gatehouse::json
