#pragma once

// Codecs of what holds other values: optionals, members of patches, lists and described structs.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/json/codec.hpp"
#include "platform/json/patch.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/replacement.hpp"
#include "platform/json/schema.hpp"
#include "platform/json/writer.hpp"

namespace gatehouse::json {

template <class M>
struct Codec<std::optional<M>> {
    static std::optional<std::optional<M>> read(const Input& input) {
        std::optional<std::optional<M>> slot{std::in_place};
        if (input.value.kind() == Kind::null) return slot;
        if (auto value = Codec<M>::read(input)) {
            slot->emplace(std::move(*value));
        } else {
            slot.reset();
        }
        return slot;
    }
    static void append(std::string& out, const std::optional<M>& value) {
        if (value) {
            Codec<M>::append(out, *value);
        } else {
            out += "null";
        }
    }
    static Schema schema(SchemaBook& book, Use use) {
        Schema schema = Codec<M>::schema(book, use);
        schema.nullable = true;
        return schema;
    }
};

template <class M>
struct Codec<Patch<M>> {
    static std::optional<Patch<M>> read(const Input& input) {
        if (input.value.kind() == Kind::null) return Patch<M>{std::nullopt};
        auto value = Codec<M>::read(input);
        if (!value) return std::nullopt;
        return Patch<M>{std::move(*value)};
    }
    static void append(std::string& out, const Patch<M>& value) {
        if (value.has_value()) {
            Codec<M>::append(out, value.value());
        } else {
            out += "null";
        }
    }
    static Schema schema(SchemaBook& book, Use use) {
        return Codec<std::optional<M>>::schema(book, use);
    }
};

template <class M>
struct Codec<Replacement<M>> {
    static std::optional<Replacement<M>> read(const Input& input) {
        if (input.value.kind() == Kind::null) {
            input.fail("required", "cannot be removed");
            return std::nullopt;
        }
        auto value = Codec<M>::read(input);
        if (!value) return std::nullopt;
        return Replacement<M>{std::move(*value)};
    }
    static void append(std::string& out, const Replacement<M>& value) {
        Codec<M>::append(out, value.value());
    }
    static Schema schema(SchemaBook& book, Use use) { return Codec<M>::schema(book, use); }
};

template <class M>
struct Codec<std::vector<M>> {
    static std::optional<std::vector<M>> read(const Input& input) {
        std::vector<M> list;
        const bool is_array = read_elements(input, &list, [](const Input& element, void* into) {
            if (auto value = Codec<M>::read(element)) {
                static_cast<std::vector<M>*>(into)->push_back(std::move(*value));
            }
        });
        if (!is_array) return std::nullopt;
        return list;
    }
    static void append(std::string& out, const std::vector<M>& list) {
        out += '[';
        bool first = true;
        for (const auto& element : list) {
            if (!std::exchange(first, false)) out += ',';
            Codec<M>::append(out, element);
        }
        out += ']';
    }
    static Schema schema(SchemaBook& book, Use use) {
        return {.type = "array", .rest = ",\"items\":" + book.reference<M>(use)};
    }
};

template <class M>
inline constexpr bool kMayBeAbsent = false;
template <class M>
inline constexpr bool kMayBeAbsent<std::optional<M>> = true;
template <class M>
inline constexpr bool kMayBeAbsent<Patch<M>> = true;
template <class M>
inline constexpr bool kMayBeAbsent<Replacement<M>> = true;
/// Left out of what is written when it is absent.
template <class M>
inline constexpr bool kIsPatch = false;
template <class M>
inline constexpr bool kIsPatch<Patch<M>> = true;
template <class M>
inline constexpr bool kIsPatch<Replacement<M>> = true;

template <class M>
void read_slot(const Input& input, void* slot) {
    if (auto value = Codec<M>::read(input)) {
        static_cast<std::optional<M>*>(slot)->emplace(std::move(*value));
    }
}

template <class M>
void absent_slot(void* slot) {
    static_cast<std::optional<M>*>(slot)->emplace();
}

template <class M>
[[nodiscard]] constexpr MemberReader member_reader(std::string_view name) {
    if constexpr (kMayBeAbsent<M>) {
        return {json_name(name), &read_slot<M>, &absent_slot<M>};
    } else {
        return {json_name(name), &read_slot<M>, nullptr};
    }
}

template <class M>
void append_member(std::string& out, std::string_view name, const M& value) {
    if constexpr (kIsPatch<M>) {
        if (value.absent()) return;
    }
    append_member_name(out, json_name(name));
    Codec<M>::append(out, value);
}

/// A described struct: an aggregate whose described members are all its members, in order.
template <DescribedStruct T>
struct Codec<T> {
    template <class D>
    using Type = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
    using Members =
        boost::mp11::mp_rename<boost::describe::describe_members<T, boost::describe::mod_public>,
                               boost::mp11::mp_list>;
    static constexpr std::size_t kCount = boost::mp11::mp_size<Members>::value;
    static_assert(std::is_aggregate_v<T> && kCount <= kMaxDescribedMembers);

    static std::optional<T> read(const Input& input) { return read_as(input, Members{}); }

    static void append(std::string& out, const T& value) {
        out += '{';
        append_members(out, value, Members{});
        out += '}';
    }

    static Schema schema(SchemaBook& book, Use use) {
        return {.reference = book.component(type_name<T>(), use, &describe)};
    }

private:
    template <class... D>
    static std::optional<T> read_as(const Input& input, boost::mp11::mp_list<D...>) {
        static constexpr std::array<MemberReader, kCount> kReaders{
            member_reader<Type<D>>(D::name)...};
        std::tuple<std::optional<Type<D>>...> slots;
        return std::apply(
            [&input](auto&... slot) -> std::optional<T> {
                const std::array<void*, kCount> addresses{&slot...};
                read_members(input, kReaders, addresses);
                if (!(slot.has_value() && ...)) return std::nullopt;
                return std::optional<T>{T{std::move(*slot)...}};
            },
            slots);
    }

    template <class... D>
    static void append_members(std::string& out, const T& value, boost::mp11::mp_list<D...>) {
        (append_member(out, D::name, value.*D::pointer), ...);
    }

    template <class... D>
    static void add_members(ObjectSchema& schema, SchemaBook& book, Use use,
                            boost::mp11::mp_list<D...>) {
        (schema.add(json_name(D::name), Codec<Type<D>>::schema(book, use),
                    kIsPatch<Type<D>> || (use == Use::request && kMayBeAbsent<Type<D>>)),
         ...);
    }
    static std::string describe(SchemaBook& book, Use use) {
        ObjectSchema schema{use};
        add_members(schema, book, use, Members{});
        return schema.text();
    }
};

/// One of several answers: written, not read.
template <DescribedStruct... T>
struct Codec<std::variant<T...>> {
    static void append(std::string& out, const std::variant<T...>& value) {
        std::visit([&out]<class V>(const V& held) { Codec<V>::append(out, held); }, value);
    }
    static Schema schema(SchemaBook& book, Use use) {
        std::string choices;
        ((choices += (choices.empty() ? "" : ",") + Codec<T>::schema(book, use).text()), ...);
        return {.type = "object", .rest = ",\"oneOf\":[" + choices + ']'};
    }
};

}  // namespace gatehouse::json
