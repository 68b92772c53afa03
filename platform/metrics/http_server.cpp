#include "platform/metrics/http_server.hpp"

#include <algorithm>

namespace gatehouse::metrics {
namespace {

constexpr std::array<std::string_view, 9> kMethods{"GET",   "HEAD",    "POST",    "PUT",  "DELETE",
                                                   "PATCH", "OPTIONS", "CONNECT", "TRACE"};

std::string_view known_method(std::string_view method) {
    return std::ranges::find(kMethods, method) != kMethods.end() ? method : "_OTHER";
}

}  // namespace

HttpServerMetrics::HttpServerMetrics(Registry& registry, std::string_view scheme)
    : scheme_(scheme),
      durations_(registry.histograms("http_server_request_duration_seconds",
                                     "Time from the first byte of a request to its answer.",
                                     {"http_request_method", "http_route",
                                      "http_response_status_code", "url_scheme", "error_type"})),
      request_sizes_(registry.histograms("http_server_request_body_size_bytes",
                                         "Size of request bodies.",
                                         {"http_request_method", "http_route"}, kSizeBounds)),
      response_sizes_(registry.histograms("http_server_response_body_size_bytes",
                                          "Size of answers without their heads.",
                                          {"http_request_method", "http_route"}, kSizeBounds)),
      active_(registry
                  .up_down_counters("http_server_active_requests",
                                    "Requests that are being handled.", {"url_scheme"})
                  .with({scheme})) {
}

HttpServerMetrics::Route& HttpServerMetrics::route(std::string_view method,
                                                   std::string_view path_template) {
    const std::string_view known = known_method(method);
    const std::lock_guard lock{mutex_};
    for (Route& route : routes_) {
        if (route.method_ == known && route.template_ == path_template) return route;
    }
    Route& route = routes_.emplace_back();
    route.metrics_ = this;
    route.method_ = known;
    route.template_ = path_template;
    route.request_sizes_ = &request_sizes_.with({known, path_template});
    route.response_sizes_ = &response_sizes_.with({known, path_template});
    return route;
}

void HttpServerMetrics::Route::answered(int status, double seconds, std::uint64_t request_bytes,
                                        std::uint64_t response_bytes) {
    durations_of(status).observe(seconds);
    request_sizes_->observe(static_cast<double>(request_bytes));
    response_sizes_->observe(static_cast<double>(response_bytes));
}

Histogram& HttpServerMetrics::Route::durations_of(int status) {
    for (const Known& known : known_) {
        const int kept = known.status.load(std::memory_order_acquire);
        if (kept == status) return *known.durations;
        if (kept == 0) break;
    }
    const std::string code = std::to_string(status);
    Histogram& durations = metrics_->durations_.with(
        {method_, template_, code, metrics_->scheme_, status >= 500 ? code : std::string{}});
    const std::lock_guard lock{mutex_};
    for (Known& known : known_) {
        const int kept = known.status.load(std::memory_order_relaxed);
        if (kept == status) break;
        if (kept != 0) continue;
        known.durations = &durations;
        known.status.store(status, std::memory_order_release);
        break;
    }
    return durations;
}

}  // namespace gatehouse::metrics
