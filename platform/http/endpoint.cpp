#include "platform/http/endpoint.hpp"

#include "platform/http/router.hpp"

namespace gatehouse::http::detail {

void answer_issues(Exchange& exchange, Issues& issues) {
    if (issues.refusal) {
        exchange.fail(*issues.refusal);
        return;
    }
    Problem problem{problems::kValidationFailed};
    problem.errors = std::move(issues.fields);
    exchange.fail(problem);
}

void finish_success(Exchange& exchange, int status, const std::string& etag,
                    std::string&& cache_control) {
    Answer& answer = exchange.answer;
    answer.status = status;
    if (status == 503) {
        // As with a problem of that status: whoever asks should come again, but not at once.
        answer.add_field("Retry-After", "1");
    }
    if (!cache_control.empty()) {
        answer.cache_control = std::move(cache_control);
    } else if (!exchange.entry->route.no_store) {
        answer.cache_control.clear();
    }
    if (etag.empty()) {
        return;
    }
    answer.add_field("ETag", etag);
    const Request& request = exchange.request;
    if (request.verb == Verb::get || request.verb == Verb::head) {
        const auto known = request.header("if-none-match");
        if (known && none_match_hits(*known, etag)) {
            answer.status = 304;
            answer.body.clear();
            answer.shared_body = {};
        }
    }
}

void refuse_query(const Exchange& exchange, Issues& issues) {
    if (!exchange.request.query.empty() && !issues.refusal) {
        query_parameters(exchange, issues, [](std::string_view) { return false; });
    }
}

std::optional<std::string_view> path_parameter(const Exchange& exchange, std::string_view name) {
    const auto& names = exchange.entry->parameters;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return exchange.parameters[i];
        }
    }
    return std::nullopt;
}

std::vector<QueryParameter> query_parameters(const Exchange& exchange, Issues& issues,
                                             bool (*known)(std::string_view)) {
    auto parameters = read_query(exchange.request.query);
    if (!parameters) {
        issues.refusal = std::move(parameters).error();
        return {};
    }
    Problem problem{problems::kMalformedRequest, "the query holds an unknown parameter"};
    for (const auto& parameter : *parameters) {
        if (!known(parameter.name)) {
            problem.errors.push_back({"?" + parameter.name, "unknown", "is not a parameter"});
        }
    }
    if (!problem.errors.empty()) {
        issues.refusal = std::move(problem);
    }
    return *std::move(parameters);
}

}  // namespace gatehouse::http::detail
