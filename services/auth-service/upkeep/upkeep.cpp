#include "services/auth-service/upkeep/upkeep.hpp"

#include <utility>

namespace gatehouse::auth {
namespace {

constexpr std::int64_t kBatch = 500;
/// Beyond it the wall clock was set, and is not believed until the next run finds it as it is now.
constexpr Milliseconds kClockJump = std::chrono::minutes{1};

}  // namespace

Task<void> Upkeep::run() {
    const Time now = clock_.now();
    while (co_await sessions_.remove_expired(now, kBatch) == kBatch) {
    }
    // A revocation that is removed early lets a token live again; what else is, ends early.
    if (clock_kept_pace()) {
        while (co_await store_.remove_forgotten(now, kBatch) == kBatch) {
        }
    }
    while (co_await tokens_.remove_expired(now, kBatch) == kBatch) {
    }
    while (co_await failures_.remove_expired(now, kBatch) == kBatch) {
    }
    revocations_.forget_expired();
}

Milliseconds Upkeep::wall_over_steady() const {
    return clock_.now().time_since_epoch() -
           std::chrono::floor<Milliseconds>(clock_.steady_now().time_since_epoch());
}

bool Upkeep::clock_kept_pace() {
    const Milliseconds before = std::exchange(wall_over_steady_, wall_over_steady());
    return std::chrono::abs(wall_over_steady_ - before) < kClockJump;
}

}  // namespace gatehouse::auth
