#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>

#include "bench/load/latencies.hpp"
#include "bench/load/scenario.hpp"

namespace gatehouse::load {

struct Plan {
    std::uint16_t port = 0;
    std::size_t connections = 1;
    double seconds = 10;
    /// Requests a second, spread evenly; latency then counts from when a request was due. 0: each
    /// connection asks again as soon as it was answered.
    double rate = 0;
};

struct Report {
    double seconds = 0;
    std::map<int, std::uint64_t> by_status;
    std::uint64_t broken = 0;  ///< connections that ended in the middle of an answer
    Latencies good;            ///< of answers with a status below 400
    Latencies refused;         ///< of the others
};

/// Plays a scenario: one thread, one request under way on each connection.
[[nodiscard]] Report run(const Plan& plan, Scenario& scenario);

}  // namespace gatehouse::load
