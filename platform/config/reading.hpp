#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/base/problem.hpp"
#include "platform/base/secret.hpp"
#include "platform/base/time.hpp"
#include "platform/config/section.hpp"

namespace gatehouse::config {

/// Text from the environment or the command line, which has no type yet.
struct Untyped {
    std::string text;
};

/// A value as a source gave it: untyped, or with the type that TOML gave it.
using Raw = std::variant<Untyped, std::string, std::int64_t, bool, std::vector<std::string>>;

/// How values of type T are read, shown and described: `read` gives the value or what it must be
/// (a phrase that never contains the input, which may be a misplaced secret).
template <class T>
struct Reading;

template <class T>
concept Parsed = requires(const T& value) {
    { T::parse(std::string_view{}) } -> std::same_as<std::expected<T, FieldError>>;
    { value.text() } -> std::convertible_to<std::string>;
    { T::kForm } -> std::convertible_to<std::string_view>;
};

/// The text of a value that has one; nothing for numbers, truth values and lists.
inline const std::string* text_in(const Raw& raw) {
    if (const auto* untyped = std::get_if<Untyped>(&raw)) {
        return &untyped->text;
    }
    return std::get_if<std::string>(&raw);
}

template <>
struct Reading<bool> {
    static std::string form(const Doc&) { return "`true` or `false`"; }
    static std::string show(bool value) { return value ? "true" : "false"; }
    static std::optional<bool> read(const Raw& raw, const Doc&) {
        if (const auto* value = std::get_if<bool>(&raw)) {
            return *value;
        }
        const auto* untyped = std::get_if<Untyped>(&raw);
        if (untyped != nullptr && (untyped->text == "true" || untyped->text == "false")) {
            return untyped->text == "true";
        }
        return {};
    }
};

template <std::integral T>
    requires(!std::same_as<T, bool>)
struct Reading<T> {
    static std::string form(const Doc& doc);
    static std::string show(T value) { return std::to_string(value); }
    static std::optional<T> read(const Raw& raw, const Doc& doc) {
        std::optional<std::int64_t> value;
        if (const auto* typed = std::get_if<std::int64_t>(&raw)) {
            value = *typed;
        } else if (const auto* untyped = std::get_if<Untyped>(&raw)) {
            std::int64_t parsed = 0;
            const char* end = untyped->text.data() + untyped->text.size();
            const auto [stop, error] = std::from_chars(untyped->text.data(), end, parsed);
            if (error == std::errc{} && stop == end) {
                value = parsed;
            }
        }
        if (!value || *value < doc.min || *value > doc.max || !std::in_range<T>(*value)) {
            return {};
        }
        return static_cast<T>(*value);
    }
};

/// `an integer from 1 to 64`, or with one bound or none.
std::string integer_form(const Doc& doc);
/// `a duration such as 15m, from 1m to 1h`.
std::string duration_form(const Doc& doc);

template <std::integral T>
    requires(!std::same_as<T, bool>)
std::string Reading<T>::form(const Doc& doc) {
    return integer_form(doc);
}

template <class Rep, class Period>
struct Reading<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;
    static std::string form(const Doc& doc) { return duration_form(doc); }
    static std::string show(Duration value) {
        return to_duration_text(std::chrono::duration_cast<Milliseconds>(value));
    }
    static std::optional<Duration> read(const Raw& raw, const Doc& doc) {
        const auto* text = text_in(raw);
        const auto value = text == nullptr ? std::nullopt : parse_duration(*text);
        if (!value || value->count() < doc.min || value->count() > doc.max) {
            return {};
        }
        const auto exact = std::chrono::duration_cast<Duration>(*value);
        return exact == *value ? std::optional{exact} : std::nullopt;
    }
};

template <>
struct Reading<std::string> {
    static std::string form(const Doc&) { return "text without control characters"; }
    static std::string show(const std::string& value) { return value; }
    static std::optional<std::string> read(const Raw& raw, const Doc& doc);
};

template <>
struct Reading<Secret> {
    static std::string form(const Doc&) { return "text without control characters"; }
    static std::string show(const Secret& value) { return value.empty() ? "" : "(hidden)"; }
    static std::optional<Secret> read(const Raw& raw, const Doc& doc) {
        auto text = Reading<std::string>::read(raw, doc);
        return text ? std::optional{Secret{*text}} : std::nullopt;
    }
};

template <Parsed T>
struct Reading<T> {
    static std::string form(const Doc&) { return std::string{T::kForm}; }
    static std::string show(const T& value) { return value.text(); }
    static std::optional<T> read(const Raw& raw, const Doc&) {
        const auto* text = text_in(raw);
        if (text == nullptr) {
            return {};
        }
        auto value = T::parse(*text);
        return value ? std::optional{std::move(*value)} : std::nullopt;
    }
};

template <class T>
    requires std::is_enum_v<T>
struct Reading<T> {
    using Enumerators = boost::describe::describe_enumerators<T>;
    static std::string form(const Doc&) {
        std::string text;
        boost::mp11::mp_for_each<Enumerators>([&](auto enumerator) {
            text += (text.empty() ? "`" : ", `") + std::string{enumerator.name} + "`";
        });
        return "one of " + text;
    }
    static std::string show(T value) {
        return boost::describe::enum_to_string(value, "(none of its names)");
    }
    static std::optional<T> read(const Raw& raw, const Doc&) {
        const auto* text = text_in(raw);
        std::optional<T> value;
        boost::mp11::mp_for_each<Enumerators>([&](auto enumerator) {
            if (text != nullptr && *text == enumerator.name) {
                value = enumerator.value;
            }
        });
        return value;
    }
};

/// Unset until a source gives a value.
template <class T>
struct Reading<std::optional<T>> {
    static std::string form(const Doc& doc) { return Reading<T>::form(doc); }
    static std::string show(const std::optional<T>& value) {
        return value ? Reading<T>::show(*value) : std::string{};
    }
    static std::optional<std::optional<T>> read(const Raw& raw, const Doc& doc) {
        auto value = Reading<T>::read(raw, doc);
        if (!value) {
            return {};
        }
        return std::optional<std::optional<T>>{std::in_place, std::move(*value)};
    }
};

/// A TOML array; in the environment, separated by commas.
template <class T>
struct Reading<std::vector<T>> {
    static std::string form(const Doc& doc) { return "a list, each item " + Reading<T>::form(doc); }
    static std::string show(const std::vector<T>& value) {
        std::string text;
        for (const auto& item : value) {
            text += (text.empty() ? "" : ",") + Reading<T>::show(item);
        }
        return text;
    }
    static std::optional<std::vector<T>> read(const Raw& raw, const Doc& doc);
};

/// The parts of `text` between commas, without the blanks around them; none for an empty text.
std::vector<std::string> split_list(std::string_view text);

template <class T>
std::optional<std::vector<T>> Reading<std::vector<T>>::read(const Raw& raw, const Doc& doc) {
    std::vector<std::string> items;
    if (const auto* list = std::get_if<std::vector<std::string>>(&raw)) {
        items = *list;
    } else if (const auto* untyped = std::get_if<Untyped>(&raw)) {
        items = split_list(untyped->text);
    } else {
        return {};
    }
    std::vector<T> values;
    for (auto& item : items) {
        auto value = Reading<T>::read(Raw{Untyped{std::move(item)}}, doc);
        if (!value) {
            return {};
        }
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace gatehouse::config
