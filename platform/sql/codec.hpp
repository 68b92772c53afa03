#pragma once

#include <charconv>
#include <concepts>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// How a C++ type travels. As a parameter: `Value value(const T&)`, or, for a type whose text is
/// made on the fly, `std::string text(const T&)`. As a column: `std::optional<T> read(Cell)`, which
/// gives nothing when the cell holds no T. Specialised here for numbers, texts, times, UUIDs,
/// described enums, bytes, optionals of them, and any type with `text()` and `parse()`; a room may
/// specialise it beside a type of its own.
template <class T>
struct Codec;

/// A type with `text()`.
template <class T>
concept Textual = requires(const T& value) {
    { value.text() } -> std::convertible_to<std::string_view>;
};

/// A type whose `text()` is a view into it or a static text, and so outlives the call.
template <class T>
concept HoldsText = Textual<T> && requires(const T& value) {
    requires !std::same_as<decltype(value.text()), std::string>;
};

template <class T>
concept Parsed = requires(std::string_view text) {
    { T::parse(text).has_value() } -> std::convertible_to<bool>;
    { *T::parse(text) } -> std::convertible_to<T>;
};

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// Reads a number that came as text (a `numeric` of PostgreSQL) or as itself.
std::optional<std::int64_t> read_integer(const Cell& cell) noexcept;
std::optional<double> read_real(const Cell& cell) noexcept;

template <>
struct Codec<bool> {
    static Value value(bool value) { return value; }
    static std::optional<bool> read(const Cell& cell) {
        const auto number = read_integer(cell);
        if (!number || (*number != 0 && *number != 1)) {
            return std::nullopt;
        }
        return *number == 1;
    }
};

template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char> &&
             (sizeof(T) < 8 || std::is_signed_v<T>))
struct Codec<T> {
    static Value value(T value) { return static_cast<std::int64_t>(value); }
    static std::optional<T> read(const Cell& cell) {
        const auto number = read_integer(cell);
        if (!number || !std::in_range<T>(*number)) {
            return std::nullopt;
        }
        return static_cast<T>(*number);
    }
};

template <std::floating_point T>
struct Codec<T> {
    static Value value(T value) { return static_cast<double>(value); }
    static std::optional<T> read(const Cell& cell) {
        const auto number = read_real(cell);
        return number ? std::optional<T>(static_cast<T>(*number)) : std::nullopt;
    }
};

template <>
struct Codec<std::string_view> {
    static Value value(std::string_view text) { return text; }
};
template <>
struct Codec<const char*> : Codec<std::string_view> {};
template <std::size_t N>
struct Codec<char[N]> : Codec<std::string_view> {};

template <>
struct Codec<std::string> : Codec<std::string_view> {
    static std::optional<std::string> read(const Cell& cell) {
        if (cell.kind() != Cell::Kind::text) {
            return std::nullopt;
        }
        return std::string(cell.bytes());
    }
};

template <>
struct Codec<Time> {
    static Value value(Time time) { return unix_ms(time); }
    static std::optional<Time> read(const Cell& cell) {
        const auto number = read_integer(cell);
        return number ? std::optional(time_from_unix_ms(*number)) : std::nullopt;
    }
};

template <>
struct Codec<Milliseconds> {
    static Value value(Milliseconds duration) { return std::int64_t{duration.count()}; }
    static std::optional<Milliseconds> read(const Cell& cell) {
        const auto number = read_integer(cell);
        return number ? std::optional(Milliseconds(*number)) : std::nullopt;
    }
};

template <>
struct Codec<Uuid> {
    static Value value(const Uuid& uuid) { return uuid; }
    static std::optional<Uuid> read(const Cell& cell) {
        return cell.kind() == Cell::Kind::text ? Uuid::parse(cell.bytes()) : std::nullopt;
    }
};

template <class Tag>
struct Codec<Id<Tag>> {
    static Value value(const Id<Tag>& id) { return id.uuid(); }
    static std::optional<Id<Tag>> read(const Cell& cell) {
        const auto uuid = Codec<Uuid>::read(cell);
        return uuid ? std::optional(Id<Tag>(*uuid)) : std::nullopt;
    }
};

template <>
struct Codec<Blob> {
    static Value value(Blob bytes) { return bytes; }
};

template <class Byte>
    requires(std::same_as<Byte, std::byte> || std::same_as<Byte, std::uint8_t>)
struct Codec<std::vector<Byte>> {
    static Value value(const std::vector<Byte>& bytes) { return std::as_bytes(std::span(bytes)); }
    static std::optional<std::vector<Byte>> read(const Cell& cell) {
        if (cell.kind() != Cell::Kind::blob) {
            return std::nullopt;
        }
        std::vector<Byte> bytes(cell.bytes().size());
        if (!bytes.empty()) {
            std::memcpy(bytes.data(), cell.bytes().data(), bytes.size());
        }
        return bytes;
    }
};

template <DescribedEnum T>
struct Codec<T> {
    static Value value(T value) {
        return std::string_view(boost::describe::enum_to_string(value, ""));
    }
    static std::optional<T> read(const Cell& cell) {
        std::optional<T> value;
        if (cell.kind() == Cell::Kind::text) {
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto known) {
                if (cell.bytes() == known.name) {
                    value = known.value;
                }
            });
        }
        return value;
    }
};

/// Types with `text()`, and with `parse()` when they are columns.
template <class T>
    requires(Textual<T> && !std::is_enum_v<T>)
struct Codec<T> {
    static Value value(const T& value)
        requires HoldsText<T>
    {
        return std::string_view(value.text());
    }
    static std::string text(const T& value)
        requires(!HoldsText<T>)
    {
        return value.text();
    }
    static std::optional<T> read(const Cell& cell)
        requires Parsed<T>
    {
        if (cell.kind() != Cell::Kind::text) {
            return std::nullopt;
        }
        auto parsed = T::parse(cell.bytes());
        return parsed ? std::optional<T>(*std::move(parsed)) : std::nullopt;
    }
};

template <>
struct Codec<std::nullopt_t> {
    static Value value(std::nullopt_t) { return std::monostate{}; }
};

template <class T>
concept MakesText = requires(const T& value) { Codec<T>::text(value); };

template <class T>
struct Codec<std::optional<T>> {
    static Value value(const std::optional<T>& value)
        requires(!MakesText<T>)
    {
        return value ? Codec<T>::value(*value) : Value(std::monostate{});
    }
    static std::optional<std::string> text(const std::optional<T>& value)
        requires MakesText<T>
    {
        return value ? std::optional(Codec<T>::text(*value)) : std::nullopt;
    }
    static std::optional<std::optional<T>> read(const Cell& cell) {
        if (cell.is_null()) {
            return std::optional<std::optional<T>>(std::in_place);
        }
        auto value = Codec<T>::read(cell);
        return value ? std::optional(std::move(value)) : std::nullopt;
    }
};

}  // namespace gatehouse::sql
