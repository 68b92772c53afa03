#pragma once

#include <cstdint>
#include <mutex>
#include <random>

#include "platform/base/random.hpp"

namespace gatehouse::testing {

/// The same bytes for the same seed: a failing test fails again. Safe to share between threads.
class SeededRandom final : public RandomSource {
public:
    explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}

    void fill(std::span<std::byte> out) override {
        const std::scoped_lock lock{mutex_};
        for (auto& byte : out) {
            byte = static_cast<std::byte>(engine_() & 0xff);
        }
    }

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace gatehouse::testing
