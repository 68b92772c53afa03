#pragma once

#include <unordered_map>

#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/service/revocations.hpp"
#include "services/auth-service/tokens/revocation_store.hpp"

namespace gatehouse::auth {

/// Brings what the table `revocations` holds into this process's set: everything at start, then
/// what other processes add. Used by one coroutine at a time.
class RevocationFeed {
public:
    RevocationFeed(RevocationStore& store, service::Revocations& revocations, const Clock& clock)
        : store_(store), revocations_(revocations), clock_(clock) {}

    /// Reads what was written since the last call (at first: everything) and applies it.
    Task<void> catch_up();

private:
    void forget_older_than(Time time);

    RevocationStore& store_;
    service::Revocations& revocations_;
    const Clock& clock_;
    Time newest_{};  ///< the time in the highest id seen
    Time last_look_{};
    std::unordered_map<Uuid, Time> seen_;
};

}  // namespace gatehouse::auth
