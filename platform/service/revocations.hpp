#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "contracts/ids.hpp"
#include "platform/async/loops.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::service {

/// Access tokens of `session` whose `ver` is below `minimum_version` are refused until the last of
/// them has expired; an ended session has the largest version.
struct Revocation {
    static constexpr std::int64_t kEnded = std::numeric_limits<std::int64_t>::max();
    SessionId session;
    std::int64_t minimum_version = kEnded;
    Time forget_after;
};

/// Which access tokens are refused although they have not expired: one set per loop, so that the
/// request path takes no lock. The auth-service's database is the truth; it fills this at start, at
/// each change, and by polling for what other processes changed.
class Revocations {
public:
    explicit Revocations(async::Loops& loops);
    ~Revocations();

    /// Adds to the set of every loop; returns once all loops refuse these tokens.
    Task<void> apply(std::vector<Revocation> revocations);
    /// Asked on a loop's thread.
    [[nodiscard]] bool refuses(SessionId session, std::int64_t version) const;
    /// Drops on every loop what has expired by `now`.
    void forget_expired(Time now);

private:
    struct Set;
    static Task<void> add_on_loop(Set& set, std::vector<Revocation> revocations);

    async::Loops& loops_;
    std::vector<std::unique_ptr<Set>> sets_;
};

}  // namespace gatehouse::service
