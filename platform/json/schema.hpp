#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "platform/json/rule.hpp"

namespace gatehouse::json {

template <class T>
struct Codec;

/// Whether a type stands in a request, where optional members may be left out and others are
/// refused, or in an answer, where every member is written and clients must expect more of them.
enum class Use : std::uint8_t { request, answer };

/// A schema of JSON Schema 2020-12, the dialect of OpenAPI 3.1, before it is written.
struct Schema {
    std::string reference{};  ///< name of a component; the other members are then not used
    std::string type{};
    std::string enumeration{};  ///< `"a","b"`
    std::string rest{};         ///< further members, each with a comma before it
    bool nullable = false;

    [[nodiscard]] std::string text() const;
};

[[nodiscard]] Schema string_schema(const StringRule& rule);
[[nodiscard]] Schema integer_schema(const IntegerRule& rule);
/// Any integer of a type with so many bits; a signed one has the format `int32` or `int64`.
[[nodiscard]] Schema integer_schema(int bits, bool is_signed);
[[nodiscard]] Schema enum_schema(std::span<const std::string_view> names);

/// Collects the component schemas of an OpenAPI document while it is built. The order of the calls
/// decides about names that two types share. Not for use by several threads.
class SchemaBook {
public:
    /// The JSON text that stands for `T`: `{"$ref":"#/components/schemas/T"}` for a described
    /// struct, which is added to the components, else an inline schema.
    template <class T>
    [[nodiscard]] std::string reference(Use use = Use::answer) {
        return Codec<T>::schema(*this, use).text();
    }
    /// The JSON object of all component schemas, sorted by name.
    [[nodiscard]] std::string components() const;

    /// For codecs: gives the name of a component and describes it at its first use. `type` is the
    /// qualified C++ name.
    [[nodiscard]] std::string component(std::string_view type, Use use,
                                        std::string (*describe)(SchemaBook& book, Use use));

private:
    [[nodiscard]] std::string free_name(std::string_view type, Use use) const;

    std::map<std::pair<std::string, Use>, std::string> names_;
    std::map<std::string, std::string> schemas_;
};

/// Builds the schema of a described struct member by member.
class ObjectSchema {
public:
    explicit ObjectSchema(Use use) : use_(use) {}
    void add(std::string_view name, const Schema& schema, bool may_be_absent);
    [[nodiscard]] std::string text() const;

private:
    Use use_;
    std::string properties_ = "{";
    std::string required_;
};

/// The qualified name of a type, as the compiler writes it.
template <class T>
[[nodiscard]] constexpr std::string_view type_name() {
    constexpr std::string_view kFunction = __PRETTY_FUNCTION__;
    constexpr std::string_view kMark = "T = ";
    constexpr std::size_t kBegin = kFunction.find(kMark) + kMark.size();
    return kFunction.substr(kBegin, kFunction.find_first_of(";]", kBegin) - kBegin);
}

}  // namespace gatehouse::json
