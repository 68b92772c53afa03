#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "platform/base/time.hpp"

namespace gatehouse::testing {

/// A clock that stands still until it is moved: both of its scales by the same amount, or the wall
/// clock alone, as when an operator sets it. Safe to share between threads.
class FakeClock final : public Clock {
public:
    /// Starts at 2026-01-15 12:00:00 UTC.
    static constexpr std::int64_t kStartMs = 1'768'478'400'000;

    [[nodiscard]] Time now() const override { return time_from_unix_ms(wall_ms_.load()); }
    [[nodiscard]] SteadyTime steady_now() const override {
        return SteadyTime{} + Milliseconds{steady_ms_.load()};
    }

    /// Lets time pass.
    void advance(Milliseconds duration) {
        wall_ms_ += duration.count();
        steady_ms_ += duration.count();
    }
    /// Sets the wall clock without any time passing.
    void set_wall(Time time) { wall_ms_ = unix_ms(time); }

private:
    std::atomic<std::int64_t> wall_ms_ = kStartMs;
    std::atomic<std::int64_t> steady_ms_ = 1'000'000;
};

}  // namespace gatehouse::testing
