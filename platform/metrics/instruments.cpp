#include "platform/metrics/instruments.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace gatehouse::metrics {

std::size_t shard_of_thread() noexcept {
    static std::atomic<std::size_t> threads = 0;
    thread_local const std::size_t shard =
        threads.fetch_add(1, std::memory_order_relaxed) % kShards;
    return shard;
}

std::int64_t ShardedSum::value() const noexcept {
    std::int64_t sum = 0;
    for (const Shard& shard : shards_)
        sum += shard.value.load(std::memory_order_relaxed);
    return sum;
}

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()),
      lines_per_shard_((bounds.size() + 2 + 7) / 8),
      lines_(std::make_unique<Line[]>(kShards * lines_per_shard_)) {
    const bool ascending =
        std::ranges::adjacent_find(bounds_, std::greater_equal<>{}) == bounds_.end();
    if (bounds_.empty() || bounds_.size() > kMaxBounds || !ascending) {
        throw std::invalid_argument("the bounds of a histogram must ascend");
    }
}

void Histogram::observe(double value) noexcept {
    // Not a binary search: most durations fall into the first buckets.
    std::size_t bucket = 0;
    while (bucket < bounds_.size() && value > bounds_[bucket])
        ++bucket;
    const std::size_t shard = shard_of_thread();
    word(shard, 1 + bucket).fetch_add(1, std::memory_order_relaxed);
    auto& sum = word(shard, 0);
    std::uint64_t old = sum.load(std::memory_order_relaxed);
    while (!sum.compare_exchange_weak(
        old, std::bit_cast<std::uint64_t>(std::bit_cast<double>(old) + value),
        std::memory_order_relaxed)) {
    }
}

Histogram::Snapshot Histogram::snapshot() const {
    Snapshot out{.counts = std::vector<std::uint64_t>(bounds_.size() + 1)};
    for (std::size_t shard = 0; shard < kShards; ++shard) {
        out.sum += std::bit_cast<double>(word(shard, 0).load(std::memory_order_relaxed));
        for (std::size_t i = 0; i < out.counts.size(); ++i) {
            out.counts[i] += word(shard, 1 + i).load(std::memory_order_relaxed);
        }
    }
    return out;
}

}  // namespace gatehouse::metrics
