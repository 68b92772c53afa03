#include "platform/cache/memory_cache.hpp"

#include <span>

#include "platform/limits/siphash.hpp"

namespace gatehouse::cache {

struct MemoryCache::Shard {
    Shard(std::size_t max_bytes, const std::array<std::uint64_t, 2>& hash_key)
        : table(max_bytes, hash_key) {}

    std::mutex mutex;
    LruTable table;
};

namespace {

std::array<std::uint64_t, 2> random_key(RandomSource& random) {
    std::array<std::uint64_t, 2> key{};
    random.fill(std::as_writable_bytes(std::span{key}));
    return key;
}

}  // namespace

MemoryCache::MemoryCache(const Clock& clock, RandomSource& random, Options options)
    : clock_(clock), hash_key_(random_key(random)) {
    for (auto& shard : shards_) {
        shard = std::make_unique<Shard>(options.max_bytes / kShards, random_key(random));
    }
}

MemoryCache::~MemoryCache() = default;

MemoryCache::Shard& MemoryCache::shard_of(std::string_view key) const noexcept {
    return *shards_[limits::siphash(hash_key_, key) % kShards];
}

Task<std::optional<std::string>> MemoryCache::get(std::string_view key) {
    Shard& shard = shard_of(key);
    std::optional<std::string> value;
    {
        const std::scoped_lock lock(shard.mutex);
        value = shard.table.get(key, clock_.steady_now());
    }
    (value ? hits_ : misses_).fetch_add(1, std::memory_order_relaxed);
    co_return value;
}

Task<void> MemoryCache::set(std::string_view key, std::string_view value, Milliseconds ttl) {
    Shard& shard = shard_of(key);
    const SteadyTime now = clock_.steady_now();
    const std::scoped_lock lock(shard.mutex);
    shard.table.set(key, value, now + ttl, now);
    co_return;
}

Task<void> MemoryCache::remove(std::string_view key) {
    Shard& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    shard.table.remove(key);
    co_return;
}

MemoryCache::Counts MemoryCache::counts() const noexcept {
    return {hits_.load(std::memory_order_relaxed), misses_.load(std::memory_order_relaxed)};
}

}  // namespace gatehouse::cache
