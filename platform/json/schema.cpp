#include "platform/json/schema.hpp"

#include <cctype>
#include <cstddef>
#include <vector>

#include "platform/json/writer.hpp"

namespace gatehouse::json {
namespace {

void append_rest(std::string& rest, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    rest += ",\"";
    rest += name;
    rest += "\":";
    append_text(rest, value);
}

void append_rest(std::string& rest, std::string_view name, std::uint64_t value) {
    rest += ",\"";
    rest += name;
    rest += "\":";
    append_unsigned(rest, value);
}

bool in_identifier(char c) {
    return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// The names in a C++ type with their last `kept` qualifiers: `a::Page<b::c::X>` gives `Page_X`
/// for 0 and `a_Page_c_X` for 1.
std::string short_name(std::string_view type, std::size_t kept) {
    std::vector<std::string_view> qualified;
    std::string out;
    const auto flush = [&] {
        const std::size_t first = qualified.size() > kept + 1 ? qualified.size() - kept - 1 : 0;
        for (std::size_t i = first; i < qualified.size(); ++i) {
            if (!out.empty()) out += '_';
            out += qualified[i];
        }
        qualified.clear();
    };
    std::size_t at = 0;
    while (at < type.size()) {
        if (!in_identifier(type[at])) {
            if (type.substr(at).starts_with("::")) {
                at += 2;
            } else {
                flush();
                ++at;
            }
            continue;
        }
        std::size_t end = at;
        while (end < type.size() && in_identifier(type[end]))
            ++end;
        qualified.push_back(type.substr(at, end - at));
        at = end;
    }
    flush();
    return out;
}

/// Drops what the compiler writes for an unnamed namespace, which short_name would take for names.
std::string without_unnamed(std::string_view type) {
    std::string out{type};
    constexpr std::string_view kUnnamed[] = {"(anonymous namespace)::", "{anonymous}::"};
    for (const std::string_view unnamed : kUnnamed) {
        for (std::size_t at = 0; (at = out.find(unnamed)) != std::string::npos;) {
            out.erase(at, unnamed.size());
        }
    }
    return out;
}

}  // namespace

std::string Schema::text() const {
    if (!reference.empty()) {
        const std::string ref = R"({"$ref":"#/components/schemas/)" + reference + "\"}";
        return nullable ? R"({"anyOf":[)" + ref + R"(,{"type":"null"}]})" : ref;
    }
    std::string out = R"({"type":)";
    out += nullable ? R"([")" + type + R"(","null"])" : '"' + type + '"';
    if (!enumeration.empty()) {
        out += R"(,"enum":[)" + enumeration + (nullable ? ",null]" : "]");
    }
    return out + rest + '}';
}

Schema string_schema(const StringRule& rule) {
    Schema schema{.type = "string"};
    append_rest(schema.rest, "description", rule.description);
    append_rest(schema.rest, "format", rule.format);
    if (rule.min_length > 0) append_rest(schema.rest, "minLength", rule.min_length);
    if (rule.max_length > 0) append_rest(schema.rest, "maxLength", rule.max_length);
    append_rest(schema.rest, "pattern", rule.pattern);
    if (!rule.constant.empty()) append_text(schema.enumeration, rule.constant);
    if (!rule.choices.empty()) schema.enumeration = enum_schema(rule.choices).enumeration;
    if (!rule.example.empty()) {
        schema.rest += R"(,"examples":[)";
        append_text(schema.rest, rule.example);
        schema.rest += ']';
    }
    return schema;
}

Schema integer_schema(const IntegerRule& rule) {
    Schema schema{.type = "integer"};
    append_rest(schema.rest, "description", rule.description);
    schema.rest += R"(,"minimum":)";
    append_integer(schema.rest, rule.min);
    schema.rest += R"(,"maximum":)";
    append_integer(schema.rest, rule.max);
    if (rule.when_absent) {
        schema.rest += R"(,"default":)";
        append_integer(schema.rest, *rule.when_absent);
    }
    return schema;
}

Schema integer_schema(int bits, bool is_signed) {
    Schema schema{.type = "integer"};
    if (is_signed) {
        append_rest(schema.rest, "format", bits > 32 ? "int64" : "int32");
    } else {
        append_rest(schema.rest, "minimum", std::uint64_t{0});
    }
    return schema;
}

Schema enum_schema(std::span<const std::string_view> names) {
    Schema schema{.type = "string"};
    for (const std::string_view name : names) {
        if (!schema.enumeration.empty()) schema.enumeration += ',';
        append_text(schema.enumeration, name);
    }
    return schema;
}

std::string SchemaBook::free_name(std::string_view type, Use use) const {
    const std::string named = without_unnamed(type);
    const std::string_view suffix = use == Use::request ? "_request" : "_answer";
    const bool other_use = names_.contains({std::string{type}, Use::request}) ||
                           names_.contains({std::string{type}, Use::answer});
    for (std::size_t kept = 0;; ++kept) {
        std::string name = short_name(named, kept);
        if (other_use) name += suffix;
        if (!schemas_.contains(name)) return name;
        // All qualifiers are in and it is still taken: two unnamed namespaces.
        if (kept > named.size()) return name + '_' + std::to_string(schemas_.size());
    }
}

std::string SchemaBook::component(std::string_view type, Use use,
                                  std::string (*describe)(SchemaBook& book, Use use)) {
    const std::pair key{std::string{type}, use};
    if (const auto known = names_.find(key); known != names_.end()) return known->second;
    const std::string name = free_name(type, use);
    // Taken before it is described: a struct may hold a vector of itself.
    names_.emplace(key, name);
    schemas_.emplace(name, "{}");
    std::string schema = describe(*this, use);
    schemas_[name] = std::move(schema);
    return name;
}

std::string SchemaBook::components() const {
    std::string out = "{";
    for (const auto& [name, schema] : schemas_) {
        append_member_name(out, name);
        out += schema;
    }
    return out + '}';
}

void ObjectSchema::add(std::string_view name, const Schema& schema, bool may_be_absent) {
    append_member_name(properties_, name);
    properties_ += schema.text();
    if (may_be_absent) return;
    if (!required_.empty()) required_ += ',';
    append_text(required_, name);
}

std::string ObjectSchema::text() const {
    std::string out = R"({"type":"object","properties":)" + properties_ + '}';
    if (!required_.empty()) out += R"(,"required":[)" + required_ + ']';
    if (use_ == Use::request) out += R"(,"additionalProperties":false)";
    return out + '}';
}

}  // namespace gatehouse::json
