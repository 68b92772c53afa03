#include "apps/gatehouse/docs/docs_page.hpp"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "apps/gatehouse/docs/html.hpp"
#include "apps/gatehouse/docs/schema_html.hpp"
#include "platform/json/indented.hpp"

namespace gatehouse::docs {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

const json::object* object_in(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value != nullptr ? value->if_object() : nullptr;
}

const json::array* array_in(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value != nullptr ? value->if_array() : nullptr;
}

std::string text_in(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{view(value->get_string())}
                                                  : std::string{};
}

struct Operation {
    std::string verb;
    std::string path;
    const json::object* object;

    [[nodiscard]] std::string id() const { return anchor(verb + "-" + path); }
};

/// Operations by the service they belong to: the segment behind `/api/v1/`.
std::map<std::string, std::vector<Operation>> grouped(const json::object& openapi) {
    std::map<std::string, std::vector<Operation>> groups;
    const auto* paths = object_in(openapi, "paths");
    if (paths == nullptr) {
        return groups;
    }
    constexpr std::string_view kPrefix = "/api/v1/";
    for (const auto& [path, item] : *paths) {
        const std::string text{path.data(), path.size()};
        const auto group =
            text.starts_with(kPrefix)
                ? text.substr(kPrefix.size(), text.find('/', kPrefix.size()) - kPrefix.size())
                : std::string{"platform"};
        for (const auto& [verb, operation] : item.as_object()) {
            if (operation.is_object()) {
                groups[group.find('.') == std::string::npos ? group : "platform"].push_back(
                    {{verb.data(), verb.size()}, text, &operation.get_object()});
            }
        }
    }
    return groups;
}

std::string verb_html(const std::string& verb) {
    return "<span class=\"verb " + escape(verb) + "\">" + escape(verb) + "</span>";
}

std::string path_html(const std::string& path) {
    std::string text;
    for (const char c : path) {
        // A long path may break behind each segment on a narrow screen.
        text += c == '/' ? "/<wbr>" : escape(std::string_view{&c, 1});
    }
    return "<code>" + text + "</code>";
}

std::string parameters_html(const json::object& operation) {
    const auto* parameters = array_in(operation, "parameters");
    if (parameters == nullptr || parameters->empty()) {
        return {};
    }
    std::string rows;
    for (const auto& parameter : *parameters) {
        const auto& object = parameter.as_object();
        const auto* schema = object_in(object, "schema");
        const auto* required = object.if_contains("required");
        const bool optional = required == nullptr || !required->is_bool() || !required->get_bool();
        rows += "<tr><th scope=\"row\"><code>" + escape(text_in(object, "name")) + "</code>" +
                (optional ? " <span class=\"quiet\">optional</span>" : "") + "</th><td>" +
                escape(text_in(object, "in")) + "</td><td>" +
                (schema == nullptr ? "" : value_html(*schema)) + "</td></tr>";
    }
    return "<h4>Parameters</h4><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Name</th>"
           "<th scope=\"col\">In</th><th scope=\"col\">Value</th></tr></thead><tbody>" +
           rows + "</tbody></table></div>";
}

/// The schema of the first media type of `content`, and that type's name.
std::pair<const json::object*, std::string> content_of(const json::object& holder) {
    const auto* content = object_in(holder, "content");
    if (content == nullptr || content->empty()) {
        return {nullptr, {}};
    }
    const auto& first = *content->begin();
    const auto* media = first.value().if_object();
    return {media == nullptr ? nullptr : object_in(*media, "schema"),
            std::string{first.key().data(), first.key().size()}};
}

std::string body_html(const json::object& operation, const json::object& openapi) {
    const auto* body = object_in(operation, "requestBody");
    if (body == nullptr) {
        return {};
    }
    const auto [schema, media] = content_of(*body);
    if (schema == nullptr) {
        return {};
    }
    return "<h4>Body</h4><p>" + type_html(*schema) + " <span class=\"quiet\">as " + escape(media) +
           "</span></p>" + members_html(resolved(*schema, openapi)) + "<pre><code>" +
           escape(gatehouse::json::indented(json::serialize(example_of(*schema, openapi)))) +
           "</code></pre>";
}

std::string answers_html(const json::object& operation) {
    const auto* responses = object_in(operation, "responses");
    if (responses == nullptr) {
        return {};
    }
    std::string rows;
    for (const auto& [status, response] : *responses) {
        const auto* object = response.if_object();
        if (object == nullptr) {
            continue;
        }
        const auto [schema, media] = content_of(*object);
        const bool good = status.starts_with('2') || status.starts_with('3');
        std::string meaning = escape(text_in(*object, "description"));
        if (const auto* codes = array_in(*object, "x-problem-codes")) {
            std::string list;
            for (const auto& code : *codes) {
                list += list.empty() ? "<code>" : " <code>";
                list += escape(view(code.as_string()));
                list += "</code>";
            }
            list += " ";
            list += meaning;
            meaning = std::move(list);
        }
        if (good && schema != nullptr) {
            meaning += (meaning.empty() ? "" : ": ") + type_html(*schema);
        }
        rows += "<tr><th scope=\"row\"><span class=\"status" + std::string{good ? " good" : ""} +
                "\">" + escape(std::string_view{status.data(), status.size()}) +
                "</span></th><td>" + meaning + "</td></tr>";
    }
    return "<h4>Answers</h4><div class=\"scroll\"><table class=\"answers\"><thead><tr><th "
           "scope=\"col\">Status</th>"
           "<th scope=\"col\">Meaning</th></tr></thead><tbody>" +
           rows + "</tbody></table></div>";
}

std::string access_html(const json::object& operation) {
    const auto* security = array_in(operation, "security");
    if (security == nullptr || security->empty()) {
        return "<p class=\"access\">Anybody may call it.</p>";
    }
    std::string names;
    for (const auto& requirement : *security) {
        for (const auto& [name, scopes] : requirement.as_object()) {
            names += (names.empty() ? "<code>" : " and <code>") +
                     escape(std::string_view{name.data(), name.size()}) + "</code>";
            for (const auto& scope : scopes.as_array()) {
                names += " with <code>" + escape(view(scope.as_string())) + "</code>";
            }
        }
    }
    return "<p class=\"access\">Needs " + names + ".</p>";
}

std::string operation_html(const Operation& operation, const json::object& openapi) {
    const auto& object = *operation.object;
    const auto description = text_in(object, "description");
    return "<article class=\"operation\" id=\"" + operation.id() + "\"><h3><a href=\"#" +
           operation.id() + "\">" + verb_html(operation.verb) + path_html(operation.path) +
           "</a></h3><p class=\"summary\">" + escape(text_in(object, "summary")) + "</p>" +
           (description.empty() ? "" : "<p>" + escape(description) + "</p>") + access_html(object) +
           parameters_html(object) + body_html(object, openapi) + answers_html(object) +
           "</article>";
}

std::string schemas_html(const json::object& openapi) {
    const auto* components = object_in(openapi, "components");
    const auto* schemas = components == nullptr ? nullptr : object_in(*components, "schemas");
    if (schemas == nullptr || schemas->empty()) {
        return {};
    }
    std::string text = "<section aria-labelledby=\"schemas\"><h2 id=\"schemas\">Schemas</h2>";
    for (const auto& [key, value] : *schemas) {
        const auto* schema = value.if_object();
        if (schema == nullptr) {
            continue;
        }
        const std::string name{key.data(), key.size()};
        const auto members = members_html(*schema);
        text += "<article class=\"schema\" id=\"schema-" + anchor(name) + "\"><h3>" + escape(name) +
                "</h3>" + (members.empty() ? "<p>" + type_html(*schema) + "</p>" : members) +
                "</article>";
    }
    return text + "</section>";
}

constexpr std::string_view kIntroduction = R"html(
<section aria-labelledby="conventions"><h2 id="conventions">Conventions</h2>
<p>JSON in and out, in <code>snake_case</code>; times are RFC 3339 in UTC, ids are UUIDs. Members
that an operation does not know are refused.</p>
<p>Signing in gives an access token for <code>Authorization: Bearer</code>, good for a few minutes,
and sets a refresh cookie that scripts cannot read. <code>POST /api/v1/auth/refresh</code> gives the
next token; it needs the <code>X-CSRF-Token</code> that came with the last one.</p>
<p>Errors are <code>application/problem+json</code> (RFC 9457) with a stable <code>code</code>; a 422
lists what is wrong with which field in <code>errors</code>. Lists take <code>limit</code> and
<code>cursor</code> and give <code>next_cursor</code>. A change to something with an
<code>ETag</code> needs <code>If-Match</code>.</p>
</section>)html";

}  // namespace

std::string docs_page(const json::object& openapi) {
    const auto* info = object_in(openapi, "info");
    const auto title = info == nullptr ? std::string{"API"} : text_in(*info, "title");
    const auto version = info == nullptr ? std::string{} : text_in(*info, "version");
    std::string navigation;
    std::string sections;
    for (const auto& [group, operations] : grouped(openapi)) {
        navigation += "<h2>" + escape(group) + "</h2><ul>";
        sections += "<section aria-labelledby=\"group-" + anchor(group) + "\"><h2 id=\"group-" +
                    anchor(group) + "\">" + escape(group) + "</h2>";
        for (const auto& operation : operations) {
            navigation += "<li><a href=\"#" + operation.id() + "\">" + verb_html(operation.verb) +
                          path_html(operation.path) + "</a></li>";
            sections += operation_html(operation, openapi);
        }
        navigation += "</ul>";
        sections += "</section>";
    }
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
           escape(title) +
           "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\">"
           "<link rel=\"stylesheet\" href=\"/docs/style.css\">"
           "<script src=\"/docs/filter.js\" defer></script></head><body>"
           "<a class=\"skip\" href=\"#content\">Skip to the content</a>"
           "<header><h1>" +
           escape(title) + " <span class=\"quiet\">" + escape(version) +
           "</span></h1><a href=\"/api/v1/openapi.json\">OpenAPI document</a></header>"
           "<div class=\"frame\"><nav aria-label=\"Operations\"><label hidden>Find an operation"
           "<input type=\"search\" autocomplete=\"off\"></label>" +
           navigation + "<p class=\"quiet\" role=\"status\" hidden>Nothing fits.</p></nav>" +
           "<main id=\"content\">" + std::string{kIntroduction} + sections + schemas_html(openapi) +
           "</main></div></body></html>\n";
}

}  // namespace gatehouse::docs
