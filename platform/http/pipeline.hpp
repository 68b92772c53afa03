#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/http/client_address.hpp"
#include "platform/http/exchange.hpp"
#include "platform/http/router.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/http_server.hpp"

namespace gatehouse::http {

/// What the pipeline accepts and how much.
struct PipelineSettings {
    /// Accepted values of Host (`localhost:8080`), in lower case; empty: every one.
    std::vector<std::string> hosts{};
    /// Accepted values of Origin (`https://accounts.example.org`), compared exactly.
    std::vector<std::string> origins{};
    /// Whose X-Forwarded-For is believed.
    std::vector<Network> trusted_proxies{};
    /// Requests of one loop whose handler waits; beyond it 503.
    std::size_t max_in_flight = 1024;
    /// How long a handler may take; beyond it 503. Longer than every deadline inside.
    Milliseconds request_timeout{5000};
};

/// Where requests are counted and logged: both outlive the pipeline, and either may be missing.
struct Telemetry {
    metrics::HttpServerMetrics* metrics = nullptr;
    const log::Logger* log = nullptr;
    bool log_requests = true;  ///< each one at level info; failures are logged in any case
};

/// `localhost`, `127.0.0.1` and `[::1]` with the port: what is accepted without a public URL.
[[nodiscard]] std::vector<std::string> local_hosts(std::uint16_t port);

/// Carries each request through the stages in front of its handler and the answer back. Shared by
/// all loops; what changes is kept per loop.
class Pipeline {
public:
    /// `loops` is the number of loops. Throws std::logic_error when a route needs a seam (an
    /// authenticator, a CSRF check) that the router does not have.
    Pipeline(const Router& router, std::size_t loops, const Clock& clock, RandomSource& random,
             PipelineSettings settings, Telemetry telemetry = {});
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// Reads the target and finds the route, as soon as the head is there; what is wrong is kept in
    /// `exchange.refused`.
    void locate(Exchange& exchange, std::string_view raw_target) const;
    /// Runs the stages. `exchange.pending` is to be awaited before `finish` when it is set. Called
    /// on a loop, as `failed` and `finish` are.
    void begin(Exchange& exchange);
    /// Turns an exception that left the handler into the answer.
    void failed(Exchange& exchange, std::exception_ptr error) noexcept;
    /// Leaves the stages: the answer is complete.
    void finish(Exchange& exchange) noexcept;
    /// Logs what went wrong beside requests.
    void report(std::string_view message, const std::exception_ptr& error) const noexcept;
    /// `locate` was called: begin, await, finish in one, for callers that need no more.
    Task<void> run(Exchange& exchange);

    [[nodiscard]] const PipelineSettings& settings() const noexcept { return settings_; }
    [[nodiscard]] const Clock& clock() const noexcept { return clock_; }

private:
    struct Loop;
    class RouteMetrics;
    struct Stage;
    static const Stage kStages[];

    Loop& loop();

    // The stages, in alphabetical order; kStages has them in theirs. True: go on.
    bool check_access(Exchange& exchange);
    bool check_content(Exchange& exchange);
    bool check_host(Exchange& exchange);
    bool check_origin(Exchange& exchange);
    bool handle(Exchange& exchange);
    bool identify(Exchange& exchange);
    bool limit_client(Exchange& exchange);
    bool limit_route(Exchange& exchange);
    bool measure(Exchange& exchange);
    bool refuse_malformed(Exchange& exchange);
    bool require_route(Exchange& exchange);
    bool set_deadline(Exchange& exchange);
    bool shed_load(Exchange& exchange);

    void leave_load(Exchange& exchange) noexcept;
    void record(Exchange& exchange) noexcept;
    void log_answer(const Exchange& exchange, std::chrono::nanoseconds duration) const;
    void log_failure(const Exchange& exchange, std::string_view message,
                     const std::exception_ptr& error) const;

    const Router& router_;
    const Clock& clock_;
    PipelineSettings settings_;
    Telemetry telemetry_;
    std::unique_ptr<RouteMetrics> route_metrics_;
    std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace gatehouse::http
