#include "apps/gatehouse/docs/schema_html.hpp"

#include <algorithm>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "apps/gatehouse/docs/html.hpp"

namespace gatehouse::docs {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

std::string_view text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? view(value->get_string()) : std::string_view{};
}

const json::object* object_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr ? value->if_object() : nullptr;
}

std::string name_of_reference(std::string_view reference) {
    return std::string{reference.substr(reference.rfind('/') + 1)};
}

/// The alternatives of anyOf and oneOf, `null` last.
std::string alternatives_html(const json::array& alternatives) {
    std::string text;
    for (const auto& alternative : alternatives) {
        if (alternative.is_object()) {
            text += (text.empty() ? "" : " or ") + type_html(alternative.get_object());
        }
    }
    return text;
}

std::string types_html(const json::object& schema) {
    const auto* type = schema.if_contains("type");
    if (type == nullptr) {
        return "any value";
    }
    if (type->is_string()) {
        return escape(view(type->get_string()));
    }
    std::string text;
    for (const auto& one : type->get_array()) {
        text += (text.empty() ? "" : " or ") + escape(view(one.get_string()));
    }
    return text;
}

/// The bounds that a value has to keep: `1 to 100 characters`.
std::string bounds_html(const json::object& schema) {
    struct Pair {
        std::string_view low;
        std::string_view high;
        std::string_view unit;
    };
    constexpr Pair kPairs[] = {{"minLength", "maxLength", " characters"},
                               {"minimum", "maximum", ""},
                               {"minItems", "maxItems", " items"}};
    std::string text;
    for (const auto& [low, high, unit] : kPairs) {
        const auto* least = schema.if_contains(low);
        const auto* most = schema.if_contains(high);
        if (least == nullptr && most == nullptr) {
            continue;
        }
        text += text.empty() ? "" : ", ";
        if (least != nullptr && most != nullptr) {
            text += json::serialize(*least) + " to " + json::serialize(*most);
        } else {
            text += least != nullptr ? "at least " + json::serialize(*least)
                                     : "at most " + json::serialize(*most);
        }
        text += unit;
    }
    return text;
}

std::string enum_html(const json::array& values) {
    std::string text;
    for (const auto& value : values) {
        text += (text.empty() ? "<code>" : ", <code>") +
                escape(value.is_string() ? view(value.get_string()) : json::serialize(value)) +
                "</code>";
    }
    return text;
}

/// Of a schema without examples, alternatives and parts.
json::value plain_example_of(const json::object& schema) {
    const auto* types = schema.if_contains("type");
    const auto first = types != nullptr && types->is_array() ? types->get_array().front()
                       : types != nullptr                    ? *types
                                                             : json::value{"object"};
    const auto format = text_of(schema, "format");
    if (first == "integer" || first == "number") {
        for (const auto* key : {"default", "minimum"}) {
            if (const auto* value = schema.if_contains(key)) return *value;
        }
        return 1;
    }
    if (first == "boolean") return true;
    if (first == "object") return json::object{};
    if (format == "uuid") return "018f3a52-6c11-7d6e-9a40-5f2d3c1b0a99";
    if (format == "date-time") return "2026-01-31T08:05:09.120Z";
    return "...";
}

bool is_required(const json::object& schema, std::string_view name) {
    const auto* required = schema.if_contains("required");
    return required != nullptr && required->is_array() &&
           std::ranges::any_of(required->get_array(), [name](const json::value& one) {
               return one.is_string() && view(one.get_string()) == name;
           });
}

}  // namespace

std::string type_html(const json::object& schema) {
    if (const auto reference = text_of(schema, "$ref"); !reference.empty()) {
        const auto name = name_of_reference(reference);
        return "<a href=\"#schema-" + anchor(name) + "\">" + escape(name) + "</a>";
    }
    for (const auto* key : {"anyOf", "oneOf"}) {
        const auto* alternatives = schema.if_contains(key);
        if (alternatives != nullptr && alternatives->is_array()) {
            return alternatives_html(alternatives->get_array());
        }
    }
    if (const auto* items = object_of(schema, "items")) {
        return "array of " + type_html(*items);
    }
    auto text = types_html(schema);
    if (const auto* values = schema.if_contains("enum"); values != nullptr && values->is_array()) {
        return text + ": " + enum_html(values->get_array());
    }
    if (const auto format = text_of(schema, "format"); !format.empty()) {
        text += " (" + escape(format) + ")";
    }
    return text;
}

std::string value_html(const json::object& schema) {
    auto bounds = bounds_html(schema);
    if (const auto* usual = schema.if_contains("default")) {
        bounds += (bounds.empty() ? "" : ", ") + ("default " + json::serialize(*usual));
    }
    const auto description = text_of(schema, "description");
    return type_html(schema) +
           (bounds.empty() ? "" : "<span class=\"quiet\">, " + escape(bounds) + "</span>") +
           (description.empty() ? "" : "<br>" + escape(description));
}

const json::object& resolved(const json::object& schema, const json::object& openapi) {
    const auto reference = text_of(schema, "$ref");
    const auto* components = object_of(openapi, "components");
    const auto* schemas = components == nullptr ? nullptr : object_of(*components, "schemas");
    if (reference.empty() || schemas == nullptr) {
        // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): both live in the document.
        return schema;
    }
    const auto* found = object_of(*schemas, name_of_reference(reference));
    return found == nullptr ? schema : *found;
}

json::value example_of(const json::object& schema, const json::object& openapi) {
    if (schema.contains("$ref")) return example_of(resolved(schema, openapi), openapi);
    for (const auto* key : {"examples", "enum"}) {
        const auto* values = schema.if_contains(key);
        if (values != nullptr && values->is_array() && !values->get_array().empty()) {
            return values->get_array().front();
        }
    }
    for (const auto* key : {"anyOf", "oneOf"}) {
        const auto* values = schema.if_contains(key);
        if (values != nullptr && values->is_array() && !values->get_array().empty()) {
            return example_of(values->get_array().front().as_object(), openapi);
        }
    }
    if (const auto* properties = object_of(schema, "properties")) {
        // Of what may be left out the first is shown only: members may exclude each other.
        json::object members;
        for (const auto& [name, member] : *properties) {
            if (members.empty() || is_required(schema, {name.data(), name.size()})) {
                members.emplace(name, example_of(member.as_object(), openapi));
            }
        }
        return members;
    }
    if (const auto* items = object_of(schema, "items")) {
        return json::array{example_of(*items, openapi)};
    }
    return plain_example_of(schema);
}

std::string members_html(const json::object& schema) {
    const auto* properties = object_of(schema, "properties");
    if (properties == nullptr) {
        return {};
    }
    std::string rows;
    for (const auto& [key, value] : *properties) {
        const auto* member = value.if_object();
        if (member == nullptr) {
            continue;
        }
        const std::string_view name{key.data(), key.size()};
        rows += "<tr><th scope=\"row\"><code>" + escape(name) + "</code>" +
                (is_required(schema, name) ? "" : " <span class=\"quiet\">optional</span>") +
                "</th><td>" + value_html(*member) + "</td></tr>";
    }
    if (rows.empty()) {
        return "<p class=\"quiet\">No members.</p>";
    }
    return "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Member</th>"
           "<th scope=\"col\">Value</th></tr></thead><tbody>" +
           rows + "</tbody></table></div>";
}

}  // namespace gatehouse::docs
