// The stage that counts and logs requests.

#include <array>
#include <chrono>

#include "platform/http/pipeline.hpp"
#include "platform/http/route_metrics.hpp"

namespace gatehouse::http {
namespace {

using std::chrono::nanoseconds;

std::string_view method_of(const Exchange& exchange) noexcept {
    return exchange.known_method ? to_text(exchange.request.verb) : "_OTHER";
}

}  // namespace

Pipeline::RouteMetrics::RouteMetrics(metrics::HttpServerMetrics& metrics, const Router& router)
    : metrics_(metrics), files_(metrics.route("GET", "/{file}")) {
    for (const auto& entry : router.entries()) {
        routes_.push_back(&metrics.route(to_text(entry->route.verb), entry->route.path));
    }
    for (std::size_t verb = 0; verb < kVerbs; ++verb) {
        unmatched_[verb] = &metrics.route(to_text(static_cast<Verb>(verb)), "");
    }
    unmatched_[kVerbs] = &metrics.route("_OTHER", "");
}

metrics::HttpServerMetrics::Route& Pipeline::RouteMetrics::of(const Exchange& exchange,
                                                              const Entry* fallback) const {
    const Verb verb = exchange.request.verb;
    if (!exchange.known_method || exchange.entry == nullptr) {
        return *unmatched_[exchange.known_method ? static_cast<std::size_t>(verb) : kVerbs];
    }
    if (exchange.entry == fallback) {
        return files_;
    }
    if (verb != exchange.entry->route.verb) {
        // HEAD of a GET route: rare enough for a search, and not worth a series of each route.
        return metrics_.route(to_text(verb), exchange.entry->route.path);
    }
    return *routes_[exchange.entry->index];
}

bool Pipeline::measure(Exchange& exchange) {
    exchange.started = clock_.steady_now();
    if (telemetry_.metrics != nullptr) {
        telemetry_.metrics->active().add(1);
    }
    return true;
}

void Pipeline::record(Exchange& exchange) noexcept {
    if (telemetry_.metrics == nullptr && telemetry_.log == nullptr) {
        return;
    }
    const auto duration = clock_.steady_now() - exchange.started;
    if (telemetry_.metrics != nullptr) {
        telemetry_.metrics->active().add(-1);
        route_metrics_->of(exchange, router_.fallback())
            .answered(exchange.answer.status, std::chrono::duration<double>(duration).count(),
                      exchange.request.body.size(), exchange.answer.bytes().size());
    }
    const bool probe = exchange.entry != nullptr && exchange.entry->route.probe;
    if (telemetry_.log != nullptr && telemetry_.log_requests && !probe) {
        log_answer(exchange, duration);
    }
}

void Pipeline::log_answer(const Exchange& exchange, nanoseconds duration) const {
    const Context& context = *exchange.context;
    const Answer& answer = exchange.answer;
    const std::string_view route = exchange.entry != nullptr ? exchange.entry->route.path : "";
    const std::string_view code = answer.problem != nullptr ? answer.problem->code : "";
    const auto level = answer.status >= 500 ? log::Level::warn : log::Level::info;
    telemetry_.log->write(level, "request answered",
                          {{"http.request.id", context.request_id()},
                           {"trace.id", context.trace_id()},
                           {"http.request.method", method_of(exchange)},
                           {"url.path", exchange.request.path},
                           {"labels.route", route},
                           {"http.response.status_code", answer.status},
                           {"labels.problem", code},
                           {"event.duration", duration},
                           {"client.ip", context.client_ip()},
                           {"user_agent.original", context.user_agent()},
                           {"http.request.bytes", exchange.request.body.size()},
                           {"http.response.bytes", answer.bytes().size()}});
}

void Pipeline::log_failure(const Exchange& exchange, std::string_view message,
                           const std::exception_ptr& error) const {
    if (telemetry_.log == nullptr) {
        return;
    }
    const Context& context = *exchange.context;
    telemetry_.log->failure(message, error,
                            {{"http.request.id", context.request_id()},
                             {"trace.id", context.trace_id()},
                             {"http.request.method", method_of(exchange)},
                             {"url.path", exchange.request.path}});
}

void Pipeline::report(std::string_view message, const std::exception_ptr& error) const noexcept {
    try {
        if (telemetry_.log != nullptr) {
            telemetry_.log->failure(message, error, {});
        }
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory to say that there is none
    }
}

}  // namespace gatehouse::http
