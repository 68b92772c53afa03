#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::limits {

/// How often something may happen for one key: `quota` units within `window`, all at once if need
/// be, then one each window / quota. Named as in the RateLimit-Policy header (IETF httpapi draft).
struct Policy {
    std::string_view name;
    std::int64_t quota;
    Seconds window;
};

/// What a policy says of one key.
struct Verdict {
    bool allowed = true;
    std::int64_t remaining = 0;   ///< units left now
    Milliseconds reset{0};        ///< until the whole quota is there again
    Milliseconds retry_after{0};  ///< until the refused units would be allowed; 0 when allowed
};

/// The rates of all keys of all policies, by GCRA (ATM Forum TM 4.0, "virtual scheduling"): one
/// time for each key, sixteen bytes. Fixed in size: when it is full, the key that has spent least
/// gives way, so that no flood of new keys frees a key that is at its limit. Uses the monotonic
/// clock only. Shared between threads; deciding and spending are one step.
class RateTable {
public:
    /// Room for `keys` keys (rounded up; twice as many slots of 16 bytes, touched as they are
    /// used).
    explicit RateTable(RandomSource& random, std::size_t keys = 1U << 20);
    ~RateTable();
    RateTable(const RateTable&) = delete;
    RateTable& operator=(const RateTable&) = delete;

    /// Spends `units` when all of them are allowed, else none.
    Verdict spend(const Policy& policy, std::string_view key, SteadyTime now,
                  std::int64_t units = 1);
    /// What `spend` would say; spends nothing.
    [[nodiscard]] Verdict peek(const Policy& policy, std::string_view key, SteadyTime now,
                               std::int64_t units = 1) const;
    /// Gives units back, at most what was spent.
    void refund(const Policy& policy, std::string_view key, SteadyTime now, std::int64_t units = 1);
    /// Forgets what the key has spent.
    void reset(const Policy& policy, std::string_view key);

private:
    struct Slot {
        std::uint64_t key;     // 0: never used
        std::int64_t full_at;  // microseconds: when the whole quota is there again
    };
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kLocks = 256;
    using Bucket = std::array<Slot, kWays>;
    struct Free {
        void operator()(Bucket* buckets) const noexcept;
    };

    [[nodiscard]] std::uint64_t hash(const Policy& policy, std::string_view key) const noexcept;
    [[nodiscard]] Bucket& bucket_of(std::uint64_t hash) const noexcept;
    [[nodiscard]] std::mutex& lock_of(std::uint64_t hash) const noexcept;

    std::array<std::uint64_t, 2> secret_{};
    std::size_t mask_;
    std::unique_ptr<Bucket[], Free> buckets_;
    mutable std::array<std::mutex, kLocks> locks_;
};

}  // namespace gatehouse::limits
