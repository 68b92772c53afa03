// Measures the limiter as the pipeline calls it, on one thread: `gatehouse-rate-limits SECONDS`.
// Prints JSON: microseconds a request for one client and for a million, and the memory that their
// keys take.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "platform/base/random.hpp"
#include "platform/http/context.hpp"
#include "platform/http/route.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/client_limits.hpp"
#include "platform/service/rate_limits.hpp"

namespace gatehouse {
namespace {

constexpr std::size_t kClients = 1'000'000;
/// Of two policies, the general one and its own: the dearest kind.
constexpr http::Route kRoute{.verb = http::Verb::post,
                             .path = "/api/v1/auth/login",
                             .access = http::Access::anonymous,
                             .limit = "login"};

double resident_mib() {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen("/proc/self/statm", "r"),
                                                         &std::fclose};
    long total = 0;
    long pages = 0;
    if (!file || std::fscanf(file.get(), "%ld %ld", &total, &pages) != 2) {
        std::fputs("cannot read /proc/self/statm\n", stderr);
        std::exit(1);
    }
    return static_cast<double>(pages) * 4096.0 / (1024.0 * 1024.0);
}

/// Requests of `addresses` in turn, for `seconds`; gives microseconds a request.
double measure(service::ClientLimits& limits, const std::vector<std::string>& addresses,
               double seconds) {
    using clock = std::chrono::steady_clock;
    const http::Request request{};
    std::size_t done = 0;
    std::size_t refused = 0;
    const auto begin = clock::now();
    std::chrono::duration<double> took{0};
    while (took.count() < seconds) {
        for (int i = 0; i < 1'000; ++i, ++done) {
            http::Context context{request};
            context.set_client_ip(addresses[done % addresses.size()]);
            context.set_request_id("0123456789abcdef0123456789abcdef");
            for (const auto& verdict :
                 {limits.check_client(context), limits.check_route(kRoute, context)}) {
                refused += verdict && !verdict->allowed ? 1 : 0;
            }
        }
        took = clock::now() - begin;
    }
    if (refused > 0) {
        std::fputs("a request was refused\n", stderr);
        std::exit(1);
    }
    return took.count() * 1e6 / static_cast<double>(done);
}

int run(double seconds) {
    SystemClock clock;
    SystemRandom random;
    metrics::Registry metrics;
    // Nothing is refused: a refusal by the first policy would spare the second.
    constexpr std::int64_t kPlenty = 60'000'000;
    service::RateLimits limits{
        clock, random, metrics, {.requests_per_minute = kPlenty, .login_per_minute = kPlenty}};
    service::ClientLimits client_limits{limits};

    std::vector<std::string> addresses;
    addresses.reserve(kClients);
    for (std::size_t i = 0; i < kClients; ++i) {
        addresses.push_back(fmt::format("10.{}.{}.{}", i >> 16U & 255U, i >> 8U & 255U, i & 255U));
    }
    const double one = measure(client_limits, {"192.0.2.1"}, seconds);
    const double before = resident_mib();
    const limits::Policy policy{"keys", 10, Seconds{3600}};
    const service::RateLimit& limit = limits.add(policy);
    for (const std::string& address : addresses) {
        limits.spend(limit, service::ClientKey{address}.key(), "0123456789abcdef");
    }
    const double memory = resident_mib() - before;
    const double many = measure(client_limits, addresses, seconds);
    fmt::print(R"({{"one_client_us":{:.3f},"many_clients_us":{:.3f},"keys_mib":{:.1f}}})"
               "\n",
               one, many, memory);
    return 0;
}

}  // namespace
}  // namespace gatehouse

int main(int argc, char** argv) {
    return gatehouse::run(argc > 1 ? std::atof(argv[1]) : 2.0);
}
