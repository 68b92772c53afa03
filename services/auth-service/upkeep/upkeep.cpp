#include "services/auth-service/upkeep/upkeep.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::int64_t kBatch = 500;

}  // namespace

Task<void> Upkeep::run() {
    const Time now = clock_.now();
    while (co_await sessions_.remove_expired(now, kBatch) == kBatch) {
    }
    while (co_await store_.remove_forgotten(now, kBatch) == kBatch) {
    }
    while (co_await tokens_.remove_expired(now, kBatch) == kBatch) {
    }
    while (co_await failures_.remove_expired(now, kBatch) == kBatch) {
    }
    revocations_.forget_expired(now);
}

}  // namespace gatehouse::auth
