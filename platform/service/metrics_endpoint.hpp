#pragma once

#include "platform/http/endpoint.hpp"
#include "platform/http/router.hpp"
#include "platform/metrics/registry.hpp"

namespace gatehouse::service {

/// What Prometheus scrapes; on the operations port alone (MT-01).
class MetricsEndpoint {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/metrics",
                                        .access = http::Access::anonymous,
                                        .probe = true};
    static constexpr http::Doc kDoc{"Read the metrics"};

    /// `registry` outlives it.
    explicit MetricsEndpoint(const metrics::Registry& registry) : registry_(registry) {}

    http::Reply<http::Content> handle() {
        return http::Content{.content_type = metrics::Registry::kContentType,
                             .bytes = registry_.text()};
    }

private:
    const metrics::Registry& registry_;
};

}  // namespace gatehouse::service
