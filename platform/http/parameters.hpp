#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/http/target.hpp"

namespace gatehouse::http {

template <class M>
concept Parsed = requires(std::string_view text) {
    { M::parse(text) } -> std::same_as<std::expected<M, FieldError>>;
};

template <class M>
inline constexpr bool kIsOptional = false;
template <class M>
inline constexpr bool kIsOptional<std::optional<M>> = true;

namespace detail {

template <class E>
std::expected<E, FieldError> parse_enumerator(std::string_view text) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (text == enumerator.name) {
            found = enumerator.value;
        }
    });
    if (found) {
        return *found;
    }
    return std::unexpected(FieldError{"", "invalid_value", "is not one of the known values"});
}

template <std::integral M>
std::expected<M, FieldError> parse_integer(std::string_view text) {
    M value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return value;
    }
    return std::unexpected(FieldError{"", "invalid_number", "must be a whole number in range"});
}

}  // namespace detail

/// Reads one value of a path or query: text, bool, integers, Time, described enums, and any type
/// with `parse`. The pointer of the error is left to the caller.
template <class M>
std::expected<M, FieldError> parse_parameter(std::string_view text) {
    if constexpr (Parsed<M>) {
        return M::parse(text);
    } else if constexpr (std::same_as<M, std::string>) {
        return std::string{text};
    } else if constexpr (std::same_as<M, bool>) {
        if (text == "true" || text == "false") {
            return text == "true";
        }
        return std::unexpected(FieldError{"", "invalid_boolean", "must be true or false"});
    } else if constexpr (std::same_as<M, Time>) {
        if (auto time = from_rfc3339(text)) {
            return *time;
        }
        return std::unexpected(FieldError{"", "invalid_time", "must be an RFC 3339 time"});
    } else if constexpr (std::is_enum_v<M>) {
        return detail::parse_enumerator<M>(text);
    } else {
        return detail::parse_integer<M>(text);
    }
}

namespace detail {

/// The members of a described struct with their types.
template <class S>
using Members = boost::describe::describe_members<S, boost::describe::mod_public>;

template <class S, class T>
T member_type_of(T S::*);

template <class S, class D>
using TypeOf = decltype(member_type_of<S>(D::pointer));

/// Builds an aggregate from values in the order of its members.
template <class S, class Values, std::size_t... I>
S build(Values& values, std::index_sequence<I...>) {
    return S{*std::move(std::get<I>(values))...};
}

/// Reads a described struct whose members are found by `find(name) -> optional<string_view>`.
/// `prefix` starts the pointers of errors; a member that is absent and not optional is an error.
template <class S, class Find>
std::optional<S> read_members(Find find, std::string_view prefix, std::vector<FieldError>& errors) {
    using Described = Members<S>;
    const auto before = errors.size();
    const auto read_one = [&]<class D>(D) -> std::optional<TypeOf<S, D>> {
        using M = TypeOf<S, D>;
        const std::optional<std::string_view> text = find(std::string_view{D::name});
        const auto fail = [&](FieldError error) {
            error.pointer = std::string{prefix} + D::name;
            errors.push_back(std::move(error));
        };
        if (!text) {
            if constexpr (kIsOptional<M>) {
                return M{};
            } else {
                fail({"", "required", "is required"});
                return std::nullopt;
            }
        }
        if constexpr (kIsOptional<M>) {
            if (auto value = parse_parameter<typename M::value_type>(*text)) {
                return M{*std::move(value)};
            } else {
                fail(std::move(value).error());
                return std::nullopt;
            }
        } else {
            if (auto value = parse_parameter<M>(*text)) {
                return *std::move(value);
            } else {
                fail(std::move(value).error());
                return std::nullopt;
            }
        }
    };
    auto values = [&]<class... D>(boost::mp11::mp_list<D...>) {
        return std::tuple<std::optional<TypeOf<S, D>>...>{read_one(D{})...};
    }(boost::mp11::mp_rename<Described, boost::mp11::mp_list>{});
    if (errors.size() != before) {
        return std::nullopt;
    }
    return build<S>(values, std::make_index_sequence<boost::mp11::mp_size<Described>::value>{});
}

template <class S>
bool has_member(std::string_view name) {
    bool found = false;
    boost::mp11::mp_for_each<Members<S>>(
        [&](auto member) { found = found || name == member.name; });
    return found;
}

}  // namespace detail
}  // namespace gatehouse::http
