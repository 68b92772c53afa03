#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/hash_pool.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/events/in_process_bus.hpp"
#include "platform/http/pipeline.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/http_server.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/access_guard.hpp"
#include "platform/service/client_limits.hpp"
#include "platform/service/database_watch.hpp"
#include "platform/service/health.hpp"
#include "platform/service/metrics_endpoint.hpp"
#include "platform/service/process.hpp"
#include "platform/service/rate_limits.hpp"
#include "platform/service/revocations.hpp"
#include "platform/service/service.hpp"
#include "platform/service/settings.hpp"
#include "platform/service/statement_metrics.hpp"
#include "platform/sql/open.hpp"

namespace gatehouse::service {

class Host;

/// A service that a host is to run.
struct Guest {
    std::string_view name;      ///< `auth-service`
    std::string_view database;  ///< `auth`
    std::vector<sql::Migration> migrations;
    std::function<std::unique_ptr<Service>(const Environment&, Host&)> make;
};

/// What a host needs to know; the sections as the operator set them.
struct HostSettings {
    ServerSettings server;
    OperationsSettings operations;
    DatabaseSettings database;
    LimitSettings limits;
    RateLimitSettings rate_limit;
    std::string database_url;  ///< with its default resolved
    std::filesystem::path data_dir;
    Milliseconds token_lifetime = std::chrono::minutes{15};
    std::string service_name = "gatehouse";  ///< in metrics and logs
    std::string version;
    bool log_requests = true;
    bool complete = true;            ///< all services are here; else events wait in the outboxes
    bool serves = true;              ///< false: for one command, also beside a process that serves
    bool makes_installation = true;  ///< false: throws where there is none yet
    bool concludes_restore = false;  ///< may use a data directory that a restore has not finished
};

/// How a service's database is opened, for the host and for commands that need
/// no server.
[[nodiscard]] sql::OpenOptions open_options(const HostSettings& settings,
                                            std::string_view database);

/// The origins from which browsers may call: the public URL, or this machine's
/// names with the port.
[[nodiscard]] std::vector<std::string> allowed_origins(const ServerSettings& settings);
/// The values of Host that are answered: the public one and this machine's
/// names with the port.
[[nodiscard]] std::vector<std::string> allowed_hosts(const ServerSettings& settings);

/// Who issues tokens, and for whom.
[[nodiscard]] TokenIdentity token_identity(const ServerSettings& settings);

/// Runs services in this process: opens what they need, serves their routes and
/// the operator's port, and ends everything in reverse order. Made, started and
/// stopped on the main thread, which is none of the loops'.
class Host {
public:
    /// Makes the data directory, opens keys, brings the databases up to date and
    /// makes the services. Throws std::runtime_error, saying what cannot be used.
    Host(HostSettings settings, std::vector<Guest> guests, const log::Logger& log);
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// For routes that belong to no service; before `start`.
    [[nodiscard]] http::Router& router() noexcept { return router_; }
    /// The pool that hashes passwords, made when first asked for; `threads` 0: one for each
    /// processor.
    [[nodiscard]] crypto::HashPool& hash_pool(std::size_t threads, std::size_t queue);
    [[nodiscard]] crypto::KeyRing& keys() noexcept { return *keys_; }

    /// Runs a task on a loop to its end, for commands that do not serve.
    template <class T>
    T run(Task<T> task) {
        start_loops();
        return async::run_on(loops_.at(0), std::move(task));
    }

    /// Listens, starts the services and reports ready.
    void start();
    /// Waits for SIGTERM or SIGINT (blocked in every thread by `block_signals`),
    /// meanwhile looks after what is periodic; SIGHUP reads the keys again.
    void wait_for_stop();
    /// Reports not ready, serves on for the grace time, answers what is in flight
    /// and stops all in reverse order. Gives whether every request was answered.
    bool stop();

private:
    struct Hosted;

    void open_services(std::vector<Guest> guests);
    void start_loops();
    void read_keys();
    void stop_services();

    HostSettings settings_;
    log::Logger log_;
    SystemClock clock_;
    SystemRandom random_;
    UuidV7Source ids_{clock_, random_};
    TokenIdentity tokens_;
    std::unique_ptr<crypto::KeyRing> keys_;
    metrics::Registry metrics_;
    metrics::HttpServerMetrics http_metrics_;
    StatementMetrics statement_metrics_{metrics_};
    DatabaseWatch database_watch_{log_, metrics_};
    MetricsEndpoint metrics_endpoint_{metrics_};
    async::Loops loops_;
    events::InProcessBus bus_;
    Revocations revocations_;
    AccessGuard guard_;
    RateLimits rate_limits_;
    ClientLimits client_limits_{rate_limits_};
    std::optional<crypto::HashPool> hash_pool_;
    std::vector<std::unique_ptr<Hosted>> hosted_;
    std::vector<std::unique_ptr<Service>> services_;
    Readiness readiness_;
    Liveness liveness_;
    ReadinessProbe readiness_probe_{readiness_, services_};
    http::Router router_;
    http::Router operations_router_;
    std::optional<http::Pipeline> pipeline_;
    std::optional<http::Pipeline> operations_pipeline_;
    std::optional<http::Server> server_;
    std::optional<http::Server> operations_server_;
    bool running_ = false;  ///< the loops run
    bool started_ = false;  ///< the services were started
};

/// Blocks the signals that `Host::wait_for_stop` waits for, in this thread and
/// those it starts.
void block_signals();

}  // namespace gatehouse::service
