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
    /// `token_lifetime`: how long an access token is accepted at most. `clock` outlives it.
    Revocations(async::Loops& loops, const Clock& clock, Milliseconds token_lifetime);
    ~Revocations();

    /// Adds to the set of every loop; returns once all loops refuse these tokens.
    Task<void> apply(std::vector<Revocation> revocations);
    /// Asked on a loop's thread.
    [[nodiscard]] bool refuses(SessionId session, std::int64_t version) const;
    /// Drops on every loop what no token needs any more: its time has come, and as long as a token
    /// lives has really passed since, whatever the wall clock was set to meanwhile.
    void forget_expired();

private:
    struct Set;
    static Task<void> add_on_loop(Set& set, std::vector<Revocation> revocations, SteadyTime now);

    async::Loops& loops_;
    const Clock& clock_;
    Milliseconds token_lifetime_;
    std::vector<std::unique_ptr<Set>> sets_;
};

}  // namespace gatehouse::service
