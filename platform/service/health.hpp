#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "platform/http/endpoint.hpp"
#include "platform/http/router.hpp"
#include "platform/service/service.hpp"

namespace gatehouse::service {

/// Whether the process should get requests: set by the host, asked by the probes. Shared between
/// threads.
class Readiness {
public:
    void set_ready(bool ready) noexcept { ready_ = ready; }
    [[nodiscard]] bool ready() const noexcept { return ready_; }

private:
    std::atomic<bool> ready_ = false;
};

/// The process runs and answers. Says nothing about what it depends on: a restart cures none of it.
class Liveness {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/livez",
                                        .access = http::Access::anonymous,
                                        .probe = true};
    static constexpr http::Doc kDoc{"Whether the process answers"};

    http::Reply<http::RawJson> handle();
};

/// The process wants requests: it is started, not draining, and each service's database answers.
class ReadinessProbe {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/readyz",
                                        .access = http::Access::anonymous,
                                        .probe = true};
    static constexpr http::Doc kDoc{"Whether the process wants requests"};

    /// Both outlive it.
    ReadinessProbe(const Readiness& readiness,
                   const std::vector<std::unique_ptr<Service>>& services)
        : readiness_(readiness), services_(services) {}

    Task<http::Reply<http::RawJson>> handle();

private:
    const Readiness& readiness_;
    const std::vector<std::unique_ptr<Service>>& services_;
};

}  // namespace gatehouse::service
