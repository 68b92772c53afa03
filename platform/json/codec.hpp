#pragma once

// How each type is read, written and described: one Codec specialisation a kind of type, here those
// of single values. They are thin over reader.hpp, writer.hpp and schema.hpp, since every service
// instantiates them.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/base/id.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/secret.hpp"
#include "platform/base/time.hpp"
#include "platform/json/object.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/rule.hpp"
#include "platform/json/schema.hpp"
#include "platform/json/writer.hpp"

namespace gatehouse::json {

/// A type read from a string.
template <class T>
concept Parsed = requires(std::string_view text) {
    { T::parse(text) } -> std::same_as<std::expected<T, FieldError>>;
};
/// A type written as a string.
template <class T>
concept Shown = requires(const T& value) {
    { value.text() } -> std::convertible_to<std::string_view>;
};
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// The name of a member or enumerator in JSON: a trailing underscore, which keeps it apart from a
/// C++ keyword, is not part of it.
[[nodiscard]] constexpr std::string_view json_name(std::string_view name) {
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

template <class T>
inline constexpr StringRule kRuleOf{};
template <class T>
    requires requires { T::kRule; }
inline constexpr auto kRuleOf<T> = T::kRule;
template <class Tag>
inline constexpr StringRule kRuleOf<Id<Tag>> = {.format = "uuid"};
/// A type that stands in queries as the text of a number; in JSON it is not read.
template <class T>
concept NumberText = std::same_as<std::remove_cvref_t<decltype(kRuleOf<T>)>, IntegerRule>;

template <>
struct Codec<bool> {
    static std::optional<bool> read(const Input& input) { return read_bool(input); }
    static void append(std::string& out, bool value) { out += value ? "true" : "false"; }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return {.type = "boolean"}; }
};

template <std::signed_integral T>
    requires(!std::same_as<T, char>)
struct Codec<T> {
    using Limits = std::numeric_limits<T>;
    static std::optional<T> read(const Input& input) {
        const auto value = read_integer(input, Limits::min(), Limits::max());
        return value ? std::optional{static_cast<T>(*value)} : std::nullopt;
    }
    static void append(std::string& out, T value) { append_integer(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        return integer_schema(Limits::digits, true);
    }
};

template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
struct Codec<T> {
    using Limits = std::numeric_limits<T>;
    static std::optional<T> read(const Input& input) {
        const auto value = read_unsigned(input, Limits::max());
        return value ? std::optional{static_cast<T>(*value)} : std::nullopt;
    }
    static void append(std::string& out, T value) { append_unsigned(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        return integer_schema(Limits::digits, false);
    }
};

template <>
struct Codec<double> {
    static std::optional<double> read(const Input& input) { return read_double(input); }
    static void append(std::string& out, double value) { append_double(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return {.type = "number"}; }
};

template <>
struct Codec<std::string> {
    static std::optional<std::string> read(const Input& input) {
        const auto text = read_text(input);
        return text ? std::optional{std::string{*text}} : std::nullopt;
    }
    static void append(std::string& out, std::string_view value) { append_text(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return {.type = "string"}; }
};

/// Views can be written, not read: they would outlive the document.
template <>
struct Codec<std::string_view> {
    static void append(std::string& out, std::string_view value) { append_text(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return {.type = "string"}; }
};

/// Secrets can be read, not written.
template <>
struct Codec<Secret> {
    static std::optional<Secret> read(const Input& input) {
        const auto text = read_text(input);
        return text ? std::optional<Secret>{std::in_place, *text} : std::nullopt;
    }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        return string_schema({.format = "password"});
    }
};

template <>
struct Codec<Time> {
    static std::optional<Time> read(const Input& input) { return read_time(input); }
    static void append(std::string& out, Time value) { append_time(out, value); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        return string_schema({.format = "date-time"});
    }
};

template <>
struct Codec<Uuid> {
    static std::optional<Uuid> read(const Input& input) {
        const auto text = read_text(input);
        if (!text) return std::nullopt;
        const auto value = Uuid::parse(*text);
        if (!value) input.fail("invalid_id", "must be a UUID");
        return value;
    }
    static void append(std::string& out, const Uuid& value) { append_text(out, value.text()); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        return string_schema({.format = "uuid"});
    }
};

template <>
struct Codec<Object> {
    static std::optional<Object> read(const Input& input) {
        auto value = Object::from(input.value);
        if (value) return std::move(*value);
        input.fail(std::move(value).error());
        return std::nullopt;
    }
    static void append(std::string& out, const Object& value) { out += value.text(); }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return {.type = "object"}; }
};

template <class T>
    requires((Parsed<T> || Shown<T>) && !DescribedStruct<T>)
struct Codec<T> {
    static std::optional<T> read(const Input& input)
        requires(Parsed<T> && !NumberText<T>)
    {
        const auto text = read_text(input);
        if (!text) return std::nullopt;
        std::expected<T, FieldError> value = T::parse(*text);
        if (value) return std::optional<T>{std::move(*value)};
        input.fail(std::move(value).error());
        return std::nullopt;
    }
    static void append(std::string& out, const T& value)
        requires Shown<T>
    {
        append_text(out, value.text());
    }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) {
        if constexpr (NumberText<T>) {
            return integer_schema(kRuleOf<T>);
        } else {
            return string_schema(kRuleOf<T>);
        }
    }
};

template <DescribedEnum T>
struct Codec<T> {
    using Enumerators = boost::describe::describe_enumerators<T>;
    static constexpr std::size_t kCount = boost::mp11::mp_size<Enumerators>::value;
    template <class... D>
    static constexpr std::array<std::string_view, kCount> names(boost::mp11::mp_list<D...>) {
        return {json_name(D::name)...};
    }
    template <class... D>
    static constexpr std::array<T, kCount> values(boost::mp11::mp_list<D...>) {
        return {D::value...};
    }
    using List = boost::mp11::mp_rename<Enumerators, boost::mp11::mp_list>;
    static constexpr auto kNames = names(List{});
    static constexpr auto kValues = values(List{});

    static std::optional<T> read(const Input& input) {
        const auto index = read_name(input, kNames);
        return index ? std::optional{kValues[*index]} : std::nullopt;
    }
    static void append(std::string& out, T value) {
        for (std::size_t i = 0; i < kCount; ++i) {
            if (kValues[i] == value) return append_text(out, kNames[i]);
        }
        throw std::logic_error("an enumeration holds a value without a name");
    }
    static Schema schema(SchemaBook& /*book*/, Use /*use*/) { return enum_schema(kNames); }
};

}  // namespace gatehouse::json
