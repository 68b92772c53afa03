#include "platform/json/reader.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "platform/base/utf8.hpp"

namespace gatehouse::json {
namespace {

constexpr std::size_t kMaxNameInPointer = 128;

void append_reference_token(std::string& out, std::string_view name) {
    out += '/';
    const std::string_view kept = utf8::cut(name, kMaxNameInPointer);
    for (const char c : kept) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    if (kept.size() < name.size()) out += "...";
}

template <class Number>
std::optional<Number> read_digits(const Input& input, Number min, Number max) {
    if (!input.is(Kind::number, "an integer")) return std::nullopt;
    const std::string_view text = input.value.text();
    if (text == "-0" || text.find_first_of(".eE") != std::string_view::npos) {
        input.fail("wrong_type", "must be an integer, written with digits only");
        return std::nullopt;
    }
    Number value{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size() || value < min || value > max) {
        input.fail("out_of_range", "must be an integer between " + std::to_string(min) + " and " +
                                       std::to_string(max));
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::string Path::pointer() const {
    std::string out = parent != nullptr ? parent->pointer() : std::string{};
    if (parent == nullptr) return out;
    if (in_array) {
        out += '/';
        out += std::to_string(index);
    } else {
        append_reference_token(out, name);
    }
    return out;
}

void Input::fail(std::string_view code, std::string detail) const {
    if (errors.full()) return;
    errors.add(FieldError{path.pointer(), std::string{code}, std::move(detail)});
}

void Input::fail(FieldError error) const {
    if (errors.full()) return;
    error.pointer = path.pointer() + error.pointer;
    errors.add(std::move(error));
}

bool Input::is(Kind kind, std::string_view expected) const {
    if (value.kind() == kind) return true;
    std::string detail = "must be ";
    detail += expected;
    if (value.kind() == Kind::null) detail += ", not null";
    fail("wrong_type", std::move(detail));
    return false;
}

std::optional<bool> read_bool(const Input& input) {
    if (!input.is(Kind::boolean, "true or false")) return std::nullopt;
    return input.value.boolean();
}

std::optional<std::int64_t> read_integer(const Input& input, std::int64_t min, std::int64_t max) {
    return read_digits<std::int64_t>(input, min, max);
}

std::optional<std::uint64_t> read_unsigned(const Input& input, std::uint64_t max) {
    return read_digits<std::uint64_t>(input, 0, max);
}

std::optional<double> read_double(const Input& input) {
    if (!input.is(Kind::number, "a number")) return std::nullopt;
    const std::string_view text = input.value.text();
    double value = 0;
    if (interoperable_number(text)) {
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    input.fail("out_of_range", "must be a number that a 64-bit float holds");
    return std::nullopt;
}

std::optional<std::string_view> read_text(const Input& input) {
    if (!input.is(Kind::string, "a string")) return std::nullopt;
    if (input.value.holds_nul()) {
        input.fail("invalid_character", "must not hold the character U+0000");
        return std::nullopt;
    }
    return input.value.text();
}

std::optional<Time> read_time(const Input& input) {
    const auto text = read_text(input);
    if (!text) return std::nullopt;
    const auto time = from_rfc3339(*text);
    if (!time) input.fail("invalid_time", "must be a time such as 2026-01-31T08:05:09Z (RFC 3339)");
    return time;
}

std::optional<std::size_t> read_name(const Input& input, std::span<const std::string_view> names) {
    const auto text = read_text(input);
    if (!text) return std::nullopt;
    const auto found = std::ranges::find(names, *text);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    std::string detail = "must be one of: ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) detail += ", ";
        detail += names[i];
    }
    input.fail("invalid_value", std::move(detail));
    return std::nullopt;
}

void read_members(const Input& input, std::span<const MemberReader> members,
                  std::span<void* const> slots) {
    if (!input.is(Kind::object, "an object")) return;
    std::uint64_t seen = 0;
    if (input.value.size() > 0) {
        Value name = input.value.first();
        for (std::size_t n = input.value.size(); n > 0 && !input.errors.full(); --n) {
            const Value value = name.next();
            const Path path{.parent = &input.path, .name = name.text()};
            const Input member{value, path, input.errors};
            const auto found = std::ranges::find(members, name.text(), &MemberReader::name);
            if (found == members.end()) {
                member.fail("unknown_member", "is not a member of this object");
            } else {
                const auto index = static_cast<std::size_t>(found - members.begin());
                seen |= std::uint64_t{1} << index;
                found->read(member, slots[index]);
            }
            name = value.next();
        }
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        if ((seen >> i & 1) != 0) continue;
        if (members[i].absent != nullptr) {
            members[i].absent(slots[i]);
            continue;
        }
        const Path path{.parent = &input.path, .name = members[i].name};
        Input{input.value, path, input.errors}.fail("required", "is required");
    }
}

bool read_elements(const Input& input, void* list, void (*each)(const Input& input, void* list)) {
    if (!input.is(Kind::array, "an array")) return false;
    if (input.value.size() == 0) return true;
    Value element = input.value.first();
    for (std::size_t i = 0; i < input.value.size() && !input.errors.full(); ++i) {
        const Path path{.parent = &input.path, .index = i, .in_array = true};
        each(Input{element, path, input.errors}, list);
        element = element.next();
    }
    return true;
}

}  // namespace gatehouse::json
