#include "platform/limits/rate_table.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>

#include "platform/limits/siphash.hpp"

namespace gatehouse::limits {
namespace {

using Microseconds = std::chrono::microseconds;

std::int64_t microseconds(SteadyTime time) {
    return std::chrono::duration_cast<Microseconds>(time.time_since_epoch()).count();
}

std::int64_t window_of(const Policy& policy) {
    return std::chrono::duration_cast<Microseconds>(policy.window).count();
}

std::int64_t interval_of(const Policy& policy) {
    return std::max<std::int64_t>(1, window_of(policy) / policy.quota);
}

Milliseconds rounded_up(std::int64_t us) {
    return std::chrono::ceil<Milliseconds>(Microseconds{us});
}

/// The verdict on `units` for a key whose quota is whole again at `full_at`, and that time if they
/// are spent.
std::pair<Verdict, std::int64_t> decide(const Policy& policy, std::int64_t full_at,
                                        std::int64_t now, std::int64_t units) {
    const std::int64_t window = window_of(policy);
    const std::int64_t interval = interval_of(policy);
    const std::int64_t start = std::max(full_at, now);
    const std::int64_t next = start + units * interval;
    const bool allowed = next - now <= window;
    const std::int64_t after = allowed ? next : start;
    return {Verdict{.allowed = allowed,
                    .remaining = std::clamp<std::int64_t>((window - (after - now)) / interval, 0,
                                                          policy.quota),
                    .reset = rounded_up(after - now),
                    .retry_after = allowed ? Milliseconds{0} : rounded_up(next - window - now)},
            after};
}

}  // namespace

void RateTable::Free::operator()(Bucket* buckets) const noexcept {
    std::free(buckets);
}

RateTable::RateTable(RandomSource& random, std::size_t keys)
    : mask_(std::bit_ceil(std::max<std::size_t>(2 * keys / kWays, 1)) - 1),
      // calloc: pages of a large block come zeroed from the system and cost nothing until touched.
      buckets_(static_cast<Bucket*>(std::calloc(mask_ + 1, sizeof(Bucket)))) {
    if (!buckets_) {
        throw std::bad_alloc();
    }
    random.fill(std::as_writable_bytes(std::span{secret_}));
}

RateTable::~RateTable() = default;

std::uint64_t RateTable::hash(const Policy& policy, std::string_view key) const noexcept {
    // Hashing the policy's name into the key keeps two policies apart without joining texts.
    const std::uint64_t of_policy = siphash(secret_, policy.name);
    return std::max<std::uint64_t>(1, siphash({secret_[0] ^ of_policy, secret_[1]}, key));
}

RateTable::Bucket& RateTable::bucket_of(std::uint64_t hash) const noexcept {
    return buckets_[hash & mask_];
}

std::mutex& RateTable::lock_of(std::uint64_t hash) const noexcept {
    // A bucket has one lock: kLocks divides the number of buckets or is more than it.
    return locks_[(hash & mask_) % kLocks];
}

Verdict RateTable::spend(const Policy& policy, std::string_view key, SteadyTime now,
                         std::int64_t units) {
    const std::uint64_t id = hash(policy, key);
    const std::int64_t now_us = microseconds(now);
    const std::scoped_lock guard(lock_of(id));
    Bucket& bucket = bucket_of(id);
    auto slot = std::ranges::find(bucket, id, &Slot::key);
    const std::int64_t full_at = slot == bucket.end() ? 0 : slot->full_at;
    const auto [verdict, after] = decide(policy, full_at, now_us, units);
    if (!verdict.allowed) {
        return verdict;
    }
    if (slot == bucket.end()) {
        // The smallest time is an unused slot (0), a key with its quota whole, or the one that
        // spent least.
        slot = std::ranges::min_element(bucket, {}, &Slot::full_at);
        slot->key = id;
    }
    slot->full_at = after;
    return verdict;
}

Verdict RateTable::peek(const Policy& policy, std::string_view key, SteadyTime now,
                        std::int64_t units) const {
    const std::uint64_t id = hash(policy, key);
    const std::scoped_lock guard(lock_of(id));
    const Bucket& bucket = bucket_of(id);
    const auto slot = std::ranges::find(bucket, id, &Slot::key);
    return decide(policy, slot == bucket.end() ? 0 : slot->full_at, microseconds(now), units).first;
}

void RateTable::refund(const Policy& policy, std::string_view key, SteadyTime now,
                       std::int64_t units) {
    const std::uint64_t id = hash(policy, key);
    const std::scoped_lock guard(lock_of(id));
    Bucket& bucket = bucket_of(id);
    const auto slot = std::ranges::find(bucket, id, &Slot::key);
    if (slot != bucket.end()) {
        slot->full_at = std::max(microseconds(now), slot->full_at - units * interval_of(policy));
    }
}

void RateTable::reset(const Policy& policy, std::string_view key) {
    const std::uint64_t id = hash(policy, key);
    const std::scoped_lock guard(lock_of(id));
    Bucket& bucket = bucket_of(id);
    const auto slot = std::ranges::find(bucket, id, &Slot::key);
    if (slot != bucket.end()) {
        *slot = Slot{0, 0};
    }
}

}  // namespace gatehouse::limits
