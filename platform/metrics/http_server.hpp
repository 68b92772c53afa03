#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/metrics/registry.hpp"

namespace gatehouse::metrics {

/// The metrics of an HTTP server (OpenTelemetry semantic conventions, stable): durations by method,
/// route template, status and scheme, sizes of bodies, requests in flight. Routes are named when
/// the server is built; a request then takes no lock. Safe to share between threads.
class HttpServerMetrics {
public:
    /// The series of one route. Lives as long as the metrics.
    class Route {
    public:
        /// Counts an answered request: its status, how long it took, the size of both bodies.
        void answered(int status, double seconds, std::uint64_t request_bytes,
                      std::uint64_t response_bytes);

    private:
        friend class HttpServerMetrics;
        // More kinds of answers than any route gives; what exceeds it is looked up under a lock.
        static constexpr std::size_t kKnownStatuses = 24;
        struct Known {
            std::atomic<int> status = 0;  // 0: free; set last
            Histogram* durations = nullptr;
        };

        [[nodiscard]] Histogram& durations_of(int status);

        HttpServerMetrics* metrics_ = nullptr;
        std::string method_;
        std::string template_;
        Histogram* request_sizes_ = nullptr;
        Histogram* response_sizes_ = nullptr;
        std::mutex mutex_;
        std::array<Known, kKnownStatuses> known_;
    };

    /// `scheme` as clients see it: `http` or `https`.
    HttpServerMetrics(Registry& registry, std::string_view scheme);

    /// Names a route by method and template (`/api/v1/users/{id}`). Methods that HTTP does not
    /// define become `_OTHER`; requests that match no route have the empty template.
    [[nodiscard]] Route& route(std::string_view method, std::string_view path_template);

    /// Requests that are being handled.
    [[nodiscard]] UpDownCounter& active() noexcept { return active_; }

private:
    std::string scheme_;
    Family<Histogram>& durations_;
    Family<Histogram>& request_sizes_;
    Family<Histogram>& response_sizes_;
    UpDownCounter& active_;
    std::mutex mutex_;
    std::deque<Route> routes_;
};

}  // namespace gatehouse::metrics
