#include "platform/service/openapi.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "contracts/ids.hpp"
#include "platform/base/json_string.hpp"
#include "platform/http/problems.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::service {
namespace {

/// What is wrong with one field, as problems say it.
struct FieldProblem {
    std::string pointer;
    std::string code;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(FieldProblem, (), (pointer, code, detail))

/// Quotes text for JSON.
std::string quote(std::string_view text) {
    std::string quoted;
    append_json_string(quoted, text);
    return quoted;
}

/// `"a":b`, for the members of an object.
std::string member(std::string_view name, std::string_view json) {
    return quote(name) + ":" + std::string{json};
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
        text += (text.empty() ? "" : ",") + part;
    }
    return text;
}

/// Problems by status.
using Problems = std::map<int, std::vector<const ProblemType*>>;

void note(Problems& problems, const ProblemType& type) {
    auto& same_status = problems[type.status];
    const auto known = [&](const ProblemType* other) { return other->code == type.code; };
    if (std::ranges::none_of(same_status, known)) {
        same_status.push_back(&type);
    }
}

/// Those that the endpoint names, and those that follow from its route and parameters.
Problems problems_of(const http::Entry& entry, const http::Operation& operation) {
    namespace known = http::problems;
    Problems problems;
    for (const auto* type : entry.doc.problems()) {
        note(problems, *type);
    }
    const auto access = entry.route.access;
    if (access == http::Access::user || access == http::Access::admin) {
        note(problems, known::kSessionExpired);
        note(problems, known::kTokenExpired);
    }
    if (access == http::Access::admin) {
        note(problems, known::kForbidden);
    }
    if (access == http::Access::session) {
        note(problems, known::kSessionExpired);
    }
    if (!http::is_safe(entry.route.verb)) {
        note(problems, known::kCsrfFailed);
    }
    if (!operation.path.empty()) {
        note(problems, known::kNotFound);
    }
    if (!operation.query.empty()) {
        note(problems, known::kValidationFailed);
    }
    if (!operation.request.empty()) {
        note(problems, known::kMalformedJson);
        note(problems, known::kPayloadTooLarge);
        note(problems, known::kUnsupportedMediaType);
        note(problems, known::kValidationFailed);
    }
    if (!entry.route.probe) {
        // A query that the route does not know, for one.
        note(problems, known::kMalformedRequest);
        note(problems, known::kRateLimited);
        note(problems, known::kOverloaded);
    }
    return problems;
}

std::string problem_content() {
    return R"("content":{"application/problem+json":{"schema":{"$ref":)"
           R"("#/components/schemas/Problem"}}})";
}

/// What a success of this status says, whatever the operation.
std::string_view meaning_of(int status) {
    switch (status) {
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No content";
        default:
            return "Success";
    }
}

/// The statuses of success, each with the schema of its body; empty: none.
std::map<int, std::string> successes_of(const http::Entry& entry,
                                        const http::Operation& operation) {
    const auto& bodies = operation.responses;
    std::map<int, std::string> successes;
    if (entry.doc.statuses().empty() && bodies.size() < 2) {
        successes.emplace(bodies.empty() ? 204 : 200, bodies.empty() ? "" : bodies.front());
        return successes;
    }
    auto body = bodies.begin();
    for (const int status : entry.doc.statuses()) {
        const bool has_body = status != 204 && body != bodies.end();
        successes.emplace(status, has_body ? *body++ : "");
    }
    if (body != bodies.end() || successes.size() != entry.doc.statuses().size()) {
        throw std::logic_error{std::string{entry.route.path} +
                               ": a status of success for each type of body"};
    }
    return successes;
}

bool declares(const http::Entry& entry, const ProblemType& wanted) {
    return std::ranges::any_of(entry.doc.problems(), [&wanted](const ProblemType* type) {
        return type->code == wanted.code;
    });
}

/// Paths whose representations have an ETag: those where a change may be tied to one.
using Versioned = std::set<std::string_view>;

Versioned versioned_paths(const http::Router& router) {
    Versioned paths;
    for (const auto& entry : router.entries()) {
        if (declares(*entry, http::problems::kPreconditionFailed)) paths.insert(entry->route.path);
    }
    return paths;
}

/// `"headers":{...},` for those header fields of components/headers.
std::string headers(std::initializer_list<std::string_view> names) {
    std::vector<std::string> members;
    for (const auto name : names) {
        members.push_back(
            member(name, R"({"$ref":)" + quote("#/components/headers/" + std::string{name}) + "}"));
    }
    return R"("headers":{)" + join(members) + "},";
}

/// The header fields that every answer of a status of failure has.
std::string headers_of_failure(int status) {
    switch (status) {
        case 401:
            return headers({"WWW-Authenticate"});
        case 429:
            return headers({"Retry-After", "RateLimit", "RateLimit-Policy"});
        case 503:
            return headers({"Retry-After"});
        default:
            return {};
    }
}

std::string responses_of(const http::Entry& entry, const http::Operation& operation,
                         bool versioned) {
    std::vector<std::string> responses;
    for (const auto& [status, body] : successes_of(entry, operation)) {
        std::string success = "{" + (versioned && !body.empty() ? headers({"ETag"}) : "") +
                              R"("description":)" + quote(meaning_of(status));
        if (!body.empty()) {
            success +=
                R"(,"content":{)" + quote(operation.response_type) + R"(:{"schema":)" + body + "}}";
        }
        responses.push_back(member(std::to_string(status), success + "}"));
    }
    if (versioned && entry.route.verb == http::Verb::get) {
        responses.push_back(R"("304":{)" + headers({"ETag"}) + R"("description":"Not modified"})");
    }
    for (const auto& [failure, types] : problems_of(entry, operation)) {
        std::string description;
        std::vector<std::string> codes;
        for (const auto* type : types) {
            description += (description.empty() ? "" : " ") + std::string{type->title};
            codes.push_back(quote(type->code));
        }
        responses.push_back(member(std::to_string(failure),
                                   "{" + headers_of_failure(failure) + R"("description":)" +
                                       quote(description) + "," + problem_content() +
                                       R"(,"x-problem-codes":[)" + join(codes) + "]}"));
    }
    responses.push_back(
        member("default", R"({"description":"Any other problem",)" + problem_content() + "}"));
    return "{" + join(responses) + "}";
}

std::string parameter(const http::OperationParameter& described, std::string_view in) {
    return R"({"name":)" + quote(described.name) + R"(,"in":)" + quote(in) + R"(,"required":)" +
           (described.required ? "true" : "false") + R"(,"schema":)" + described.schema + "}";
}

std::string parameters_of(const http::Entry& entry, const http::Operation& operation) {
    std::vector<std::string> parameters;
    for (const auto& described : operation.path) {
        parameters.push_back(parameter(described, "path"));
    }
    for (const auto& described : operation.query) {
        parameters.push_back(parameter(described, "query"));
    }
    if (declares(entry, http::problems::kPreconditionFailed)) {
        parameters.push_back(parameter(
            {.name = "If-Match",
             .required = declares(entry, http::problems::kPreconditionRequired),
             .schema = R"({"type":"string","description":"The ETag of what is changed"})"},
            "header"));
    }
    return join(parameters);
}

std::string security_of(http::Access access) {
    switch (access) {
        case http::Access::anonymous:
            return "[]";
        case http::Access::cookie:
            return R"([{"refresh_cookie":[],"csrf_token":[]}])";
        case http::Access::session:
            return R"([{"refresh_cookie":[],"csrf_token":[]},{"access_token":[]}])";
        case http::Access::user:
            return R"([{"access_token":[]}])";
        case http::Access::admin:
            return R"([{"access_token":["admin"]}])";
    }
    return "[]";
}

/// The service noun behind `/api/v1/`; `platform` for what belongs to none.
std::string tag_of(std::string_view path) {
    constexpr std::string_view kPrefix = "/api/v1/";
    if (!path.starts_with(kPrefix)) {
        return "platform";
    }
    path.remove_prefix(kPrefix.size());
    const auto noun = path.substr(0, path.find('/'));
    return noun.contains('.') ? "platform" : std::string{noun};
}

std::string verb_of(http::Verb verb) {
    std::string text{http::to_text(verb)};
    std::ranges::transform(text, text.begin(),
                           [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    return text;
}

/// `get_users_me`: the verb and the words of the path.
std::string operation_id(const http::Route& route) {
    std::string id = verb_of(route.verb);
    std::string_view path = route.path;
    if (path.starts_with("/api/v1/")) {
        path.remove_prefix(7);
    }
    for (const char c : path) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word || !id.ends_with('_')) {
            id += word ? c : '_';
        }
    }
    while (id.ends_with('_')) {
        id.pop_back();
    }
    return id;
}

std::string operation_of(const http::Entry& entry, const http::Operation& operation,
                         bool versioned) {
    const auto& route = entry.route;
    std::vector<std::string> members{member("operationId", quote(operation_id(route))),
                                     member("tags", "[" + quote(tag_of(route.path)) + "]"),
                                     member("summary", quote(entry.doc.summary())),
                                     member("security", security_of(route.access))};
    if (const auto text = entry.doc.description(); !text.empty()) {
        members.push_back(member("description", quote(text)));
    }
    if (const auto parameters = parameters_of(entry, operation); !parameters.empty()) {
        members.push_back(member("parameters", "[" + parameters + "]"));
    }
    if (!operation.request.empty()) {
        members.push_back(member(
            "requestBody",
            std::string{R"({"required":)"} + (operation.request_required ? "true" : "false") +
                R"(,"content":{"application/json":{"schema":)" + operation.request + "}}}"));
    }
    members.push_back(member("responses", responses_of(entry, operation, versioned)));
    return "{" + join(members) + "}";
}

/// The form of RFC 9457 that every error has.
std::string problem_schema(json::SchemaBook& book) {
    return R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},)"
           R"("status":{"type":"integer"},"detail":{"type":"string"},)"
           R"("instance":{"type":"string"},"code":{"type":"string"},)"
           R"("errors":{"type":"array","items":)" +
           book.reference<FieldProblem>() +
           R"(},"violated-policies":{"type":"array","items":{"type":"string"}}},)"
           R"("required":["type","title","status","instance","code"]})";
}

constexpr std::string_view kSecuritySchemes =
    R"({"access_token":{"type":"http","scheme":"bearer","bearerFormat":"JWT",)"
    R"("description":"From registering, signing in or refreshing; expires within minutes."},)"
    R"("refresh_cookie":{"type":"apiKey","in":"cookie","name":"__Host-refresh",)"
    R"("description":"Set by registering and signing in, replaced by refreshing."},)"
    R"("csrf_token":{"type":"apiKey","in":"header","name":"X-CSRF-Token",)"
    R"("description":"Comes with each access token, and from GET /api/v1/auth/csrf."}})";

constexpr std::string_view kHeaders =
    R"({"ETag":{"description":"The version of what is answered; If-None-Match with it may be answered 304",)"
    R"("schema":{"type":"string"}},)"
    R"("Retry-After":{"description":"Seconds until it is worth another try, see RFC 9110",)"
    R"("schema":{"type":"integer","minimum":1}},)"
    R"("RateLimit":{"description":"What is left of the limit that refused",)"
    R"("schema":{"type":"string","examples":["\"login-ip\";r=0;t=12"]}},)"
    R"("RateLimit-Policy":{"description":"The limit that refused",)"
    R"("schema":{"type":"string","examples":["\"login-ip\";q=20;w=60"]}},)"
    R"("WWW-Authenticate":{"description":"Always Bearer, see RFC 6750",)"
    R"("schema":{"type":"string","examples":["Bearer"]}}})";

}  // namespace

std::string openapi_document(const http::Router& router, std::string_view version) {
    json::SchemaBook book;
    const auto problem = problem_schema(book);
    const Versioned versioned = versioned_paths(router);
    std::map<std::string, std::vector<std::string>> paths;
    for (const auto& entry : router.entries()) {
        // The form with a final slash is the same operation under another spelling.
        if (entry->route.path.ends_with('/')) {
            continue;
        }
        http::Operation operation;
        if (entry->endpoint->describe(operation, book)) {
            paths[std::string{entry->route.path}].push_back(
                member(verb_of(entry->route.verb),
                       operation_of(*entry, operation, versioned.contains(entry->route.path))));
        }
    }
    std::vector<std::string> path_members;
    for (const auto& [path, operations] : paths) {
        path_members.push_back(member(path, "{" + join(operations) + "}"));
    }
    auto schemas = book.components();
    const auto separator = schemas == "{}" ? "" : ",";
    schemas.insert(1, member("Problem", problem) + separator);
    return R"({"openapi":"3.1.0","info":{"title":"Gatehouse","version":)" + quote(version) +
           R"(},"paths":{)" + join(path_members) + R"(},"components":{"schemas":)" + schemas +
           R"(,"headers":)" + std::string{kHeaders} + R"(,"securitySchemes":)" +
           std::string{kSecuritySchemes} + "}}";
}

http::Reply<http::RawJson> OpenApiDocument::handle() {
    return http::Success<http::RawJson>{.body = {text_}, .cache_control = "public, max-age=60"};
}

}  // namespace gatehouse::service
