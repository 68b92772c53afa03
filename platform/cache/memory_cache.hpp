#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "platform/base/random.hpp"
#include "platform/cache/cache.hpp"
#include "platform/cache/lru_table.hpp"

namespace gatehouse::cache {

/// The cache of a single process: bounded, split into shards so that loops seldom wait for each
/// other, and then only for as long as one look-up takes.
class MemoryCache final : public Cache {
public:
    struct Options {
        std::size_t max_bytes = 16 * 1024 * 1024;
    };
    struct Counts {
        std::uint64_t hits;
        std::uint64_t misses;
    };

    MemoryCache(const Clock& clock, RandomSource& random, Options options);
    ~MemoryCache() override;

    Task<std::optional<std::string>> get(std::string_view key) override;
    Task<void> set(std::string_view key, std::string_view value, Milliseconds ttl) override;
    Task<void> remove(std::string_view key) override;

    /// For `cache_requests_total`.
    [[nodiscard]] Counts counts() const noexcept;

private:
    static constexpr std::size_t kShards = 16;
    struct Shard;
    [[nodiscard]] Shard& shard_of(std::string_view key) const noexcept;

    const Clock& clock_;
    std::array<std::uint64_t, 2> hash_key_;
    std::array<std::unique_ptr<Shard>, kShards> shards_;
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
};

}  // namespace gatehouse::cache
