#include "platform/service/host.hpp"

#include <algorithm>
#include <ranges>
#include <thread>

#include <signal.h>
#include <time.h>

#include "platform/metrics/process.hpp"
#include "platform/service/installation.hpp"

namespace gatehouse::service {
namespace {

/// How often changed keys are looked for, so that a withdrawn one is refused
/// everywhere in time, and databases that do not answer.
constexpr Seconds kLookEvery{5};

std::size_t loop_count(const ServerSettings& settings) {
    return settings.threads != 0 ? settings.threads
                                 : std::max(1u, std::thread::hardware_concurrency());
}

sigset_t awaited_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        ::sigaddset(&signals, signal);
    }
    return signals;
}

/// The signal that came within `limit`, or 0.
int next_signal(Milliseconds limit) {
    const auto signals = awaited_signals();
    const auto seconds = std::chrono::floor<Seconds>(limit);
    const timespec wait{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds{limit - seconds}.count()};
    return std::max(0, ::sigtimedwait(&signals, nullptr, &wait));
}

std::vector<http::Network> networks_of(const ServerSettings& settings) {
    std::vector<http::Network> networks;
    for (const auto& network : settings.trusted_proxies) {
        networks.push_back(*http::Network::parse(network.text()));
    }
    return networks;
}

http::PipelineSettings pipeline_settings(const HostSettings& settings, std::size_t loops) {
    const auto& server = settings.server;
    http::PipelineSettings result;
    result.hosts = allowed_hosts(server);
    result.origins = allowed_origins(server);
    result.trusted_proxies = networks_of(server);
    result.max_in_flight = std::max<std::size_t>(1, settings.limits.in_flight / loops);
    result.request_timeout = settings.limits.request_timeout;
    return result;
}

http::ServerSettings server_settings(const HostSettings& settings,
                                     const config::ListenAddress& listen) {
    const auto& limits = settings.limits;
    http::ServerSettings result;
    result.address = listen.address();
    result.port = listen.port();
    result.max_connections = limits.connections;
    result.max_connections_per_address = limits.connections_per_ip;
    result.head.total = limits.header_bytes;
    result.uncounted = networks_of(settings.server);
    for (const auto* own : {"127.0.0.0/8", "::1"}) {
        result.uncounted.push_back(*http::Network::parse(own));
    }
    result.head_timeout = limits.header_timeout;
    result.body_timeout = limits.body_timeout;
    result.idle_timeout = limits.idle_timeout;
    return result;
}

}  // namespace

sql::OpenOptions open_options(const HostSettings& settings, std::string_view database) {
    return {.url = settings.database_url,
            .service = std::string{database},
            .write_connections = settings.database.write_connections,
            .statement_timeout = settings.database.statement_timeout,
            .acquire_timeout = settings.database.acquire_timeout,
            .writer_queue = settings.database.writer_queue,
            .writer_group = settings.database.writer_group};
}

std::vector<std::string> allowed_origins(const ServerSettings& settings) {
    if (settings.public_url) {
        return {settings.public_url->text()};
    }
    std::vector<std::string> origins;
    for (const auto& host : http::local_hosts(settings.listen.port())) {
        origins.push_back("http://" + host);
    }
    return origins;
}

std::vector<std::string> allowed_hosts(const ServerSettings& settings) {
    auto hosts = http::local_hosts(settings.listen.port());
    if (settings.public_url) {
        const auto& url = settings.public_url->text();
        hosts.push_back(url.substr(url.find("://") + 3));
    }
    return hosts;
}

TokenIdentity token_identity(const ServerSettings& settings) {
    return {.issuer = settings.public_url
                          ? settings.public_url->text()
                          : "http://localhost:" + std::to_string(settings.listen.port()),
            .audience = "gatehouse"};
}

void block_signals() {
    const auto signals = awaited_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

/// One service's database, and what names it to the service.
struct Host::Hosted {
    std::optional<DatabaseLock> lock;
    std::unique_ptr<sql::Database> database;
    std::optional<Environment> environment;
};

namespace {

void listen(http::Server& server, std::string_view setting, const config::ListenAddress& address) {
    try {
        server.listen();
    } catch (const std::system_error& error) {
        throw std::runtime_error(std::string{setting} + ": cannot listen on " + address.text() +
                                 ": " + error.code().message());
    }
}

std::string_view name_of(crypto::HashFailure::Reason reason) {
    switch (reason) {
        case crypto::HashFailure::Reason::full:
            return "full";
        case crypto::HashFailure::Reason::late:
            return "late";
        case crypto::HashFailure::Reason::stopped:
            return "stopped";
        case crypto::HashFailure::Reason::failed:
            return "failed";
    }
    return "failed";
}

std::unique_ptr<crypto::KeyRing> keys_for(const HostSettings& settings,
                                          const std::vector<Guest>& guests, const Clock& clock,
                                          RandomSource& random) {
    if (!settings.concludes_restore) {
        refuse_unfinished_restore(settings.data_dir);
    }
    if (!settings.makes_installation) {
        require_installation(settings.data_dir);
    }
    std::vector<sql::OpenOptions> databases;
    for (const auto& guest : guests) {
        databases.push_back(open_options(settings, guest.database));
    }
    return open_keys(settings.data_dir, databases, clock, random, settings.token_lifetime);
}

}  // namespace

Host::Host(HostSettings settings, std::vector<Guest> guests, const log::Logger& log)
    : settings_(std::move(settings)),
      log_(log),
      tokens_(token_identity(settings_.server)),
      keys_(keys_for(settings_, guests, clock_, random_)),
      http_metrics_(metrics_, settings_.server.public_url ? "https" : "http"),
      loops_(loop_count(settings_.server),
             [this](std::string_view name, const std::exception_ptr& error) {
                 log_.failure("A background task failed", error, {{"labels.task", name}});
             }),
      bus_({}, settings_.complete),
      revocations_(loops_, clock_, settings_.token_lifetime),
      guard_(loops_, keys_->signing_keys(),
             {.issuer = tokens_.issuer, .audience = tokens_.audience}, revocations_),
      rate_limits_(clock_, random_, metrics_, settings_.rate_limit) {
    metrics::add_process_metrics(metrics_);
    metrics::add_build_info(metrics_, settings_.service_name, settings_.version, "");
    router_.authenticate_with(guard_);
    if (settings_.rate_limit.enabled) {
        router_.limit_with(client_limits_);
    }
    open_services(std::move(guests));
    for (auto* router : {&router_, &operations_router_}) {
        router->add(liveness_);
        router->add(readiness_probe_);
    }
    operations_router_.add(metrics_endpoint_);
}

Host::~Host() {
    if (running_) {
        stop();
    }
}

void Host::open_services(std::vector<Guest> guests) {
    for (auto& guest : guests) {
        auto hosted = std::make_unique<Hosted>();
        auto options = open_options(settings_, guest.database);
        options.observer = &statement_metrics_;
        if (settings_.serves && options.url.starts_with("sqlite:")) {
            hosted->lock.emplace(settings_.data_dir, guest.database);
        }
        bring_up_to_date(settings_.data_dir, options, guest.migrations);
        bind_keys(options, *keys_);
        if (hosted->lock) hosted->lock->note_use();
        hosted->database = sql::open(options, loops_);
        database_watch_.add(guest.database, *hosted->database);
        hosted->environment.emplace(Environment{.clock = clock_,
                                                .random = random_,
                                                .ids = ids_,
                                                .loops = loops_,
                                                .database = *hosted->database,
                                                .bus = bus_,
                                                .revocations = revocations_,
                                                .limits = rate_limits_,
                                                .keys = *keys_,
                                                .tokens = tokens_,
                                                .log = log_,
                                                .metrics = metrics_});
        hosted_.push_back(std::move(hosted));
        services_.push_back(guest.make(*hosted_.back()->environment, *this));
        services_.back()->add_routes(router_);
        services_.back()->subscribe(bus_);
    }
}

crypto::HashPool& Host::hash_pool(std::size_t threads, std::size_t queue) {
    if (!hash_pool_) {
        auto& durations = metrics_
                              .histograms("auth_password_hash_duration_seconds",
                                          "How long hashing one password took.")
                              .with({});
        auto& refused = metrics_.counters("auth_password_hash_refused_total",
                                          "Passwords that were not hashed, by reason.", {"reason"});
        hash_pool_.emplace(
            clock_, crypto::HashPool::Options{.threads = threads,
                                              .queue = queue,
                                              .on_hashed =
                                                  [&durations](std::chrono::duration<double> took) {
                                                      durations.observe(took.count());
                                                  },
                                              .on_refused =
                                                  [&refused](crypto::HashFailure::Reason reason) {
                                                      refused.with({name_of(reason)}).add();
                                                  }});
    }
    return *hash_pool_;
}

void Host::start() {
    client_limits_.check_routes(router_);
    pipeline_.emplace(
        router_, loops_.size(), clock_, random_, pipeline_settings(settings_, loops_.size()),
        http::Telemetry{
            .metrics = &http_metrics_, .log = &log_, .log_requests = settings_.log_requests});
    // Operators' tools reach this port under whatever name and address they know
    // it by.
    operations_pipeline_.emplace(operations_router_, loops_.size(), clock_, random_,
                                 http::PipelineSettings{});
    server_.emplace(loops_, *pipeline_, server_settings(settings_, settings_.server.listen));
    operations_server_.emplace(loops_, *operations_pipeline_,
                               server_settings(settings_, settings_.operations.listen));
    // Before anything runs: a port that is taken is the most common reason not to
    // start.
    listen(*server_, "server.listen", settings_.server.listen);
    listen(*operations_server_, "operations.listen", settings_.operations.listen);
    start_loops();
    started_ = true;
    for (const auto& service : services_) {
        async::run_on(loops_.at(0), service->start());
    }
    readiness_.set_ready(true);
}

void Host::start_loops() {
    if (!running_) {
        running_ = true;
        loops_.start();
    }
}

void Host::read_keys() {
    try {
        if (keys_->signing_keys().reload_if_changed()) {
            log_.info("Signing keys were read again");
        }
    } catch (const std::runtime_error&) {
        // Those that are in memory stay in use: a half-written file must not end
        // the process.
        log_.failure("Signing keys cannot be read", std::current_exception());
    }
}

void Host::wait_for_stop() {
    for (;;) {
        const int signal = next_signal(kLookEvery);
        if (signal == SIGTERM || signal == SIGINT) {
            return;
        }
        read_keys();
        async::run_on(loops_.at(0), database_watch_.look());
        revocations_.forget_expired();
    }
}

bool Host::stop() {
    readiness_.set_ready(false);
    bool complete = true;
    if (started_) {
        // A second signal ends the grace time: somebody is waiting.
        if (settings_.server.drain_grace > Milliseconds{0}) {
            next_signal(settings_.server.drain_grace);
        }
        server_->announce_close();
        complete = server_->stop(settings_.server.drain_limit);
    }
    stop_services();
    if (started_) {
        operations_server_->stop(Milliseconds{0});
    }
    loops_.stop();
    running_ = false;
    return complete;
}

void Host::stop_services() {
    if (started_) {
        for (const auto& service : std::views::reverse(services_)) {
            async::run_on(loops_.at(0), service->stop());
        }
    }
    // Their threads resume coroutines on the loops, so they go before the loops
    // do.
    if (hash_pool_) {
        hash_pool_->stop();
    }
    for (const auto& hosted : std::views::reverse(hosted_)) {
        hosted->database->close();
    }
}

}  // namespace gatehouse::service
