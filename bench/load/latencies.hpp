#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatehouse::load {

/// The time that each request took, in microseconds.
class Latencies {
public:
    void add(std::chrono::steady_clock::duration duration) {
        microseconds_.push_back(static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(duration).count()));
    }
    /// The value that this share of all (0 to 1) does not exceed; 0 when there is none.
    [[nodiscard]] std::uint32_t quantile(double share);
    [[nodiscard]] std::size_t count() const noexcept { return microseconds_.size(); }

private:
    std::vector<std::uint32_t> microseconds_;
};

}  // namespace gatehouse::load
