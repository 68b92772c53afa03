#include "services/auth-service/upkeep/upkeep.hpp"

#include <utility>

namespace gatehouse::auth {
namespace {

constexpr std::int64_t kBatch = 500;
/// For how long processed events are told from new ones.
constexpr Milliseconds kRememberEvents = std::chrono::days{14};
/// Beyond it the wall clock was set, and is not believed until the next run finds it as it is now.
constexpr Milliseconds kClockJump = std::chrono::minutes{1};

}  // namespace

Task<void> Upkeep::run() {
    revocations_.forget_expired();
    // What goes early would help somebody: a revocation lets its token live again, a session
    // leaves access tokens that no sign-out ends, a way back to an old address leaves that to
    // whoever comes first, a count of wrong passwords gives new tries.
    if (!clock_kept_pace()) co_return;
    const Time now = clock_.now();
    while (co_await sessions_.remove_expired(now, kBatch) == kBatch) {
    }
    while (co_await store_.remove_forgotten(now, kBatch) == kBatch) {
    }
    while (co_await tokens_.remove_expired(now, kBatch) == kBatch) {
    }
    while (co_await failures_.remove_expired(now, kBatch) == kBatch) {
    }
    co_await inbox_.forget_before(now - kRememberEvents);
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
