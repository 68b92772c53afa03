#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contracts/ids.hpp"
#include "platform/async/loops.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/events/in_process_bus.hpp"
#include "platform/http/router.hpp"
#include "platform/log/logger.hpp"
#include "platform/log/sink.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/access_guard.hpp"
#include "platform/service/client_limits.hpp"
#include "platform/service/rate_limits.hpp"
#include "platform/service/revocations.hpp"
#include "platform/service/service.hpp"
#include "platform/sql/open.hpp"
#include "platform/testing/fake_clock.hpp"
#include "platform/testing/http_client.hpp"
#include "platform/testing/seeded_random.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::testing {

enum class Backend : std::uint8_t { sqlite, postgres };

/// For `INSTANTIATE_TEST_SUITE_P(Databases, X, testing::ValuesIn(gatehouse::testing::backends()),
/// testing::PrintToStringParamName())`: SQLite, and PostgreSQL where its server is installed.
[[nodiscard]] std::vector<Backend> backends();
void PrintTo(Backend backend, std::ostream* out);

/// Who calls, as the harness signs it into an access token.
struct Identity {
    UserId user;
    SessionId session;
    std::vector<std::string> roles{"user"};
    std::int64_t version = 1;
};

/// One service with a database of its own (migrated), a router with the real access guard, an
/// in-process bus and a client without sockets; time stands still until the test moves it. Used
/// from the test's thread.
class ServiceHarness {
public:
    using Make = std::function<std::unique_ptr<service::Service>(service::Environment&)>;

    /// `service` names its database (`auth`); `migrations` outlive the harness. `make` is called
    /// now and at each restart. Unless told otherwise nothing is limited.
    ServiceHarness(Backend backend, std::string service, std::span<const sql::Migration> migrations,
                   Make make, service::RateLimitSettings limits = {.enabled = false},
                   std::uint64_t seed = 1);
    ~ServiceHarness();
    ServiceHarness(const ServiceHarness&) = delete;
    ServiceHarness& operator=(const ServiceHarness&) = delete;

    [[nodiscard]] HttpClient& client() { return process_->client; }
    [[nodiscard]] FakeClock& clock() noexcept { return clock_; }
    [[nodiscard]] service::Environment& environment() { return process_->environment; }
    [[nodiscard]] sql::Database& database() { return *process_->database; }
    [[nodiscard]] events::InProcessBus& bus() { return process_->bus; }
    [[nodiscard]] metrics::Registry& metrics() { return process_->metrics; }
    /// From the next restart on.
    void set_limits(const service::RateLimitSettings& limits) { limits_ = limits; }
    [[nodiscard]] http::Router& router() { return process_->router; }
    /// What was logged, at every level.
    [[nodiscard]] const log::MemorySink& log() const noexcept { return log_sink_; }
    template <class S>
    [[nodiscard]] S& service() {
        return dynamic_cast<S&>(*process_->service);
    }

    /// The value of an Authorization field for `identity`: a token good for 15 minutes from now.
    [[nodiscard]] std::string bearer(const Identity& identity);
    /// A fresh identity with a fresh session.
    [[nodiscard]] Identity somebody(std::vector<std::string> roles = {"user"});

    /// Runs a coroutine on loop 0 to its end; passes on what it threw.
    template <class T>
    T run(Task<T> task) {
        return async::run_on(process_->loops.at(0), std::move(task));
    }
    /// Hands an event to the service as another one would.
    template <class Event>
    void publish(const Event& event) {
        publish(Event::kTopic, json::write(event));
    }

    /// Ends the service as a restart of the process does, and starts it on the same database and
    /// keys.
    void restart();

private:
    /// What a process has beside its data.
    struct Process {
        explicit Process(ServiceHarness& harness);
        ~Process();

        metrics::Registry metrics;
        async::Loops loops{2};
        std::unique_ptr<crypto::KeyRing> keys;
        std::unique_ptr<sql::Database> database;
        events::InProcessBus bus;
        service::Revocations revocations;
        service::RateLimits limits;
        service::ClientLimits client_limits{limits};
        service::Environment environment;
        std::unique_ptr<service::Service> service;
        service::AccessGuard guard;
        http::Router router;
        HttpClient client;

    private:
        http::Router& prepare_router();
    };

    void publish(std::string_view topic, std::string payload);

    std::string service_name_;
    std::span<const sql::Migration> migrations_;
    Make make_;
    service::RateLimitSettings limits_;
    TempDirectory directory_;
    FakeClock clock_;
    SeededRandom random_;
    UuidV7Source ids_;
    log::MemorySink log_sink_;
    log::Logger log_;
    service::TokenIdentity tokens_{"http://localhost:8080", "gatehouse"};
    sql::OpenOptions open_;
    std::unique_ptr<Process> process_;
};

}  // namespace gatehouse::testing
