// The stages of the pipeline that may refuse a request.

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "platform/http/pipeline.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace {

using std::string_view_literals::operator""sv;

/// Fields whose repetition two programs could resolve differently. Authorization is missing: its
/// repetition is a matter of access.
constexpr std::array kSingular{"host"sv,       "content-type"sv,   "content-encoding"sv,
                               "origin"sv,     "sec-fetch-site"sv, "x-csrf-token"sv,
                               "cookie"sv,     "if-match"sv,       "if-none-match"sv,
                               "expect"sv,     "x-request-id"sv,   "traceparent"sv,
                               "user-agent"sv, "idempotency-key"sv};

bool repeats(const Request& request) {
    const auto& fields = request.headers;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        for (std::size_t j = i + 1; j < fields.size(); ++j) {
            if (fields[i].first == fields[j].first &&
                std::ranges::find(kSingular, fields[i].first) != kSingular.end()) {
                return true;
            }
        }
    }
    return false;
}

/// Whether the cookie is what tells who asks.
bool relies_on_cookie(const Exchange& exchange, const Router& router) {
    const Access access = exchange.entry->route.access;
    return access == Access::cookie ||
           (access == Access::session && router.csrf_check()->concerns(*exchange.context));
}

/// True for `application/json`, alone or with `charset=utf-8`.
bool is_json(std::string_view content_type) noexcept {
    const auto semicolon = content_type.find(';');
    if (!equal_ignoring_case(trim(content_type.substr(0, semicolon)), "application/json")) {
        return false;
    }
    if (semicolon == content_type.npos) {
        return true;
    }
    const auto parameter = trim(content_type.substr(semicolon + 1));
    return equal_ignoring_case(parameter, "charset=utf-8") ||
           equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

/// What stands behind `Bearer` (RFC 6750 section 2.1) when there is exactly one such field; empty
/// for anything else. Whether it is a token is for the authenticator to know.
std::string_view bearer_token(const Request& request) {
    if (request.count("authorization") != 1) {
        return {};
    }
    constexpr std::string_view kScheme = "bearer ";
    const auto field = *request.header("authorization");
    if (!equal_ignoring_case(field.substr(0, kScheme.size()), kScheme)) {
        return {};
    }
    return field.substr(kScheme.size());
}

/// Answers what a policy refuses.
bool within(const std::optional<LimitVerdict>& verdict, Exchange& exchange) {
    if (!verdict || verdict->allowed) {
        return true;
    }
    exchange.fail(refuse_rate(*verdict, *exchange.context));
    return false;
}

}  // namespace

Problem refuse_rate(const LimitVerdict& verdict, Context& context) {
    const auto reset = std::max(verdict.reset, Seconds{1});
    context.add_header("RateLimit-Policy", fmt::format("\"{}\";q={};w={}", verdict.policy,
                                                       verdict.quota, verdict.window.count()));
    context.add_header("RateLimit", fmt::format("\"{}\";r={};t={}", verdict.policy,
                                                verdict.remaining, reset.count()));
    Problem problem{problems::kRateLimited};
    problem.retry_after = verdict.retry_after > Seconds{0} ? verdict.retry_after : reset;
    problem.violated_policies.emplace_back(verdict.policy);
    return problem;
}

bool Pipeline::refuse_malformed(Exchange& exchange) {
    if (exchange.refused) {
        exchange.fail(*exchange.refused);
        return false;
    }
    if (repeats(exchange.request)) {
        exchange.fail(Problem{problems::kMalformedRequest, "a header field is repeated"});
        return false;
    }
    return true;
}

bool Pipeline::check_host(Exchange& exchange) {
    if (settings_.hosts.empty() || (exchange.entry != nullptr && exchange.entry->route.probe)) {
        return true;
    }
    const auto host = exchange.request.header("host").value_or(std::string_view{});
    const bool known = std::ranges::any_of(settings_.hosts, [host](const std::string& accepted) {
        return equal_ignoring_case(accepted, host);
    });
    if (!known) {
        exchange.fail(Problem{problems::kMisdirected});
    }
    return known;
}

bool Pipeline::require_route(Exchange& exchange) {
    if (exchange.entry != nullptr) {
        return true;
    }
    constexpr std::string_view kAllVerbs = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    Answer& answer = exchange.answer;
    const bool options = exchange.known_method && exchange.request.verb == Verb::options;
    if (options && exchange.request.path == "*") {
        answer.add_field("Allow", kAllVerbs);
        answer.status = 204;
        return false;
    }
    const bool page = exchange.verbs == nullptr && router_.fallback() != nullptr &&
                      router_.fallback()->endpoint->knows(exchange.request);
    if (exchange.verbs != nullptr || page) {
        answer.add_field("Allow", page ? "GET, HEAD, OPTIONS" : exchange.verbs->allow());
        if (options) {
            // No CORS: a preflight learns the methods and gets no permission.
            answer.add_field("Vary", "Origin");
            answer.status = 204;
            return false;
        }
        exchange.fail(Problem{problems::kMethodNotAllowed});
        return false;
    }
    if (exchange.request.path.empty()) {
        // CONNECT, or an unknown method for the whole server: there is no path to be missing.
        answer.add_field("Allow", kAllVerbs);
        exchange.fail(Problem{problems::kMethodNotAllowed});
        return false;
    }
    exchange.fail(Problem{problems::kNotFound});
    return false;
}

bool Pipeline::limit_client(Exchange& exchange) {
    RateLimiter* limiter = router_.rate_limiter();
    return limiter == nullptr || exchange.entry->route.probe ||
           within(limiter->check_client(*exchange.context), exchange);
}

bool Pipeline::limit_route(Exchange& exchange) {
    RateLimiter* limiter = router_.rate_limiter();
    const Route& route = exchange.entry->route;
    return limiter == nullptr || route.probe ||
           within(limiter->check_route(route, *exchange.context), exchange);
}

bool Pipeline::check_access(Exchange& exchange) {
    const Access access = exchange.entry->route.access;
    if (access == Access::anonymous || access == Access::cookie) {
        return true;
    }
    const Time now = exchange.context->now();
    const auto token = bearer_token(exchange.request);
    if (access == Access::session) {
        auto caller = token.empty() ? std::nullopt : router_.authenticator()->recognise(token, now);
        if (!caller && !relies_on_cookie(exchange, router_)) {
            exchange.fail(Problem{problems::kSessionExpired});
            return false;
        }
        if (caller) {
            exchange.context->set_caller(*std::move(caller));
        }
        return true;
    }
    if (token.empty()) {
        exchange.fail(Problem{problems::kSessionExpired});
        return false;
    }
    auto caller = router_.authenticator()->authenticate(token, now);
    if (!caller) {
        exchange.fail(caller.error());
        return false;
    }
    exchange.context->set_caller(*std::move(caller));
    if (access == Access::admin && !exchange.context->caller().has_role("admin")) {
        if (DenialObserver* observer = router_.denial_observer()) {
            observer->denied(exchange.entry->route, *exchange.context);
        }
        exchange.fail(Problem{problems::kForbidden});
        return false;
    }
    return true;
}

bool Pipeline::check_origin(Exchange& exchange) {
    if (is_safe(exchange.entry->route.verb)) {
        return true;
    }
    const Context& context = *exchange.context;
    const Request& request = exchange.request;
    const bool by_cookie = relies_on_cookie(exchange, router_);
    const auto origin = request.header("origin");
    const auto site = request.header("sec-fetch-site");
    // Browsers say where a request comes from; a cookie without a word of that is not trusted. No
    // page can make a browser send an access token.
    bool proven = origin || site || !context.has_cookies() || (context.has_caller() && !by_cookie);
    proven = proven &&
             (!origin || std::ranges::find(settings_.origins, *origin) != settings_.origins.end());
    proven = proven && (!site || *site == "same-origin" || *site == "none");
    if (proven && by_cookie) {
        // A cookie that is nobody's has no token: asking for one would keep it for ever.
        const auto token = request.header("x-csrf-token");
        proven = (token || exchange.entry->route.access == Access::session) &&
                 router_.csrf_check()->valid(context, token.value_or(std::string_view{}));
    }
    if (!proven) {
        exchange.fail(Problem{problems::kCsrfFailed});
    }
    return proven;
}

bool Pipeline::check_content(Exchange& exchange) {
    const Request& request = exchange.request;
    const Route& route = exchange.entry->route;
    const auto refuse = [&](const ProblemType& type, std::string detail) {
        exchange.fail(Problem{type, std::move(detail)});
        return false;
    };
    const auto encoding = request.header("content-encoding");
    if (encoding && !equal_ignoring_case(*encoding, "identity")) {
        exchange.answer.add_field("Accept-Encoding", "identity");
        return refuse(problems::kUnsupportedMediaType, "compressed bodies are not accepted");
    }
    const auto type = request.header("content-type");
    const BodyKind kind = exchange.entry->endpoint->body_kind();
    // A form cannot send this type: on routes that rely on a cookie it is part of the proof.
    const bool by_cookie = relies_on_cookie(exchange, router_) && !is_safe(route.verb);
    const bool wanted = kind == BodyKind::json || !request.body.empty() || type;
    if (kind == BodyKind::none && !request.body.empty()) {
        return refuse(problems::kMalformedRequest, "this route takes no body");
    }
    if ((by_cookie || (wanted && kind != BodyKind::none)) && !(type && is_json(*type))) {
        return refuse(problems::kUnsupportedMediaType, "the body must be application/json");
    }
    return true;
}

}  // namespace gatehouse::http
