#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace gatehouse::metrics {

/// Each thread adds to a part of its own, so that loops do not fight over a cache line; a scrape
/// adds the parts up. A power of two.
inline constexpr std::size_t kShards = 8;

/// The part of the calling thread.
[[nodiscard]] std::size_t shard_of_thread() noexcept;

/// A sum of integers, spread over the shards.
class ShardedSum {
public:
    void add(std::int64_t amount) noexcept {
        shards_[shard_of_thread()].value.fetch_add(amount, std::memory_order_relaxed);
    }
    [[nodiscard]] std::int64_t value() const noexcept;

private:
    struct alignas(64) Shard {
        std::atomic<std::int64_t> value = 0;
    };
    std::array<Shard, kShards> shards_;
};

/// Counts events or bytes; never falls. Safe to share between threads, some nanoseconds a call.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept { sum_.add(static_cast<std::int64_t>(amount)); }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return static_cast<std::uint64_t>(sum_.value());
    }

private:
    ShardedSum sum_;
};

/// Counts what comes and goes (requests in flight). Safe to share between threads.
class UpDownCounter {
public:
    void add(std::int64_t amount) noexcept { sum_.add(amount); }
    [[nodiscard]] std::int64_t value() const noexcept { return sum_.value(); }

private:
    ShardedSum sum_;
};

/// The last value set. Safe to share between threads.
class Gauge {
public:
    void set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] double value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_ = 0;
};

/// How values are distributed over buckets (`le` bounds, ascending). Safe to share between threads;
/// an observation costs some tens of nanoseconds.
class Histogram {
public:
    static constexpr std::size_t kMaxBounds = 30;

    struct Snapshot {
        std::vector<std::uint64_t> counts;  ///< one for each bound and one above the last
        double sum = 0;
    };

    /// Throws std::invalid_argument when `bounds` is empty, too long or not ascending.
    explicit Histogram(std::span<const double> bounds);

    void observe(double value) noexcept;
    [[nodiscard]] Snapshot snapshot() const;
    [[nodiscard]] std::span<const double> bounds() const noexcept { return bounds_; }

private:
    struct alignas(64) Line {
        std::array<std::atomic<std::uint64_t>, 8> words{};
    };
    [[nodiscard]] std::atomic<std::uint64_t>& word(std::size_t shard,
                                                   std::size_t index) const noexcept {
        return lines_[shard * lines_per_shard_ + index / 8].words[index % 8];
    }

    std::vector<double> bounds_;
    std::size_t lines_per_shard_;
    std::unique_ptr<Line[]> lines_;  // word 0 of a shard: the sum as a double; then the counts
};

/// Seconds, as OpenTelemetry advises for HTTP durations.
inline constexpr std::array<double, 14> kDurationBounds{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
                                                        0.5,   0.75, 1,     2.5,  5,     7.5, 10};
/// Bytes.
inline constexpr std::array<double, 8> kSizeBounds{128,   512,    2048,    8192,
                                                   32768, 131072, 1048576, 16777216};

}  // namespace gatehouse::metrics
