#pragma once

#include <array>
#include <vector>

#include "platform/http/pipeline.hpp"
#include "platform/metrics/http_server.hpp"

namespace gatehouse::http {

/// The series of each route, found before the first request. Shared by all loops.
class Pipeline::RouteMetrics {
public:
    RouteMetrics(metrics::HttpServerMetrics& metrics, const Router& router);
    /// The series that the exchange counts for.
    [[nodiscard]] metrics::HttpServerMetrics::Route& of(const Exchange& exchange,
                                                        const Entry* fallback) const;

private:
    using Series = metrics::HttpServerMetrics::Route;

    metrics::HttpServerMetrics& metrics_;
    std::vector<Series*> routes_;
    Series& files_;
    std::array<Series*, kVerbs + 1> unmatched_{};  ///< by verb; the last one: other methods
};

}  // namespace gatehouse::http
