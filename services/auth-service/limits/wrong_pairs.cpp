#include "services/auth-service/limits/wrong_pairs.hpp"

#include <chrono>
#include <utility>

namespace gatehouse::auth {
namespace {

constexpr Seconds kWindow = std::chrono::hours{3};
/// Which pairs a client has shown, so that showing one again costs nothing more.
constexpr limits::Policy kShown{"pair-shown", 1, kWindow};

// More accounts than one client can try within an hour: beyond it there are several.
constexpr Seconds kHour = std::chrono::hours{1};
constexpr limits::Policy kAccountsOfPassword{"spray", 30, kHour};
constexpr limits::Policy kCountedOnce{"spray-pair", 1, kHour};
constexpr limits::Policy kLoggedOnce{"spray-logged", 1, kHour};

std::string text_of(const crypto::Digest& digest) {
    return std::string{crypto::bytes_of(digest).substr(0, 16)};
}

}  // namespace

WrongPairs::WrongPairs(service::RateLimits& limits, crypto::Mac key, metrics::Registry& metrics,
                       const log::Logger& log)
    : limits_(limits),
      per_client_(limits.add({"pairs-ip", limits.settings().pairs_per_client, kWindow})),
      key_(std::move(key)),
      sprayed_(metrics
                   .counters("auth_password_spray_attempts_total",
                             "Wrong sign-ins with a password that was lately tried on many other "
                             "accounts.")
                   .with({})),
      log_(log) {
}

WrongPairs::Pair WrongPairs::show(std::string_view client_ip, std::string_view email,
                                  std::string_view password, std::string_view request_id) {
    const service::ClientKey client{client_ip};
    Pair pair{.decision = {.limit = &per_client_},
              .client = std::string{client.bytes()},
              .pair = text_of(key_.sign({"pair\n", email, "\n", password})),
              .password = text_of(key_.sign({"password\n", password}))};
    pair.fresh = limits_.take(kShown, pair.client + pair.pair);
    if (!pair.fresh) return pair;
    pair.decision = limits_.spend(per_client_, client.key(), request_id);
    if (pair.decision.refused) {
        limits_.give_back(kShown, pair.client + pair.pair);
        pair.fresh = false;
    }
    return pair;
}

void WrongPairs::give_back(const Pair& pair) {
    if (!pair.fresh) return;
    limits_.refund(pair.decision, pair.client);
    limits_.give_back(kShown, pair.client + pair.pair);
}

void WrongPairs::note_wrong(const Pair& pair) {
    if (!limits_.take(kCountedOnce, pair.pair)) return;
    if (limits_.take(kAccountsOfPassword, pair.password)) return;
    sprayed_.add();
    if (limits_.take(kLoggedOnce, pair.password)) {
        log_.warn("One password is being tried on many accounts");
    }
}

}  // namespace gatehouse::auth
