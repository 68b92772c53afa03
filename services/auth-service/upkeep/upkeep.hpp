#pragma once

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/service/inbox.hpp"
#include "platform/service/revocations.hpp"
#include "services/auth-service/limits/failure_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"
#include "services/auth-service/tokens/revocation_store.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Removes what has had its time, so that no table grows for ever: sessions past their absolute
/// end, revocations of tokens that have all expired, mailed tokens past their time, counts of wrong
/// passwords that count no more, events that were processed long ago.
class Upkeep {
public:
    Upkeep(SessionStore& sessions, RevocationStore& store, OneTimeTokenStore& tokens,
           FailureStore& failures, service::Inbox& inbox, service::Revocations& revocations,
           const Clock& clock)
        : sessions_(sessions),
          store_(store),
          tokens_(tokens),
          failures_(failures),
          inbox_(inbox),
          revocations_(revocations),
          clock_(clock),
          wall_over_steady_(wall_over_steady()) {}

    /// Removes all there is, in batches that hold the writer up for milliseconds only.
    Task<void> run();

private:
    [[nodiscard]] Milliseconds wall_over_steady() const;
    /// Whether the wall clock went on as time did since the last call.
    bool clock_kept_pace();

    SessionStore& sessions_;
    RevocationStore& store_;
    OneTimeTokenStore& tokens_;
    FailureStore& failures_;
    service::Inbox& inbox_;
    service::Revocations& revocations_;
    const Clock& clock_;
    Milliseconds wall_over_steady_;
};

}  // namespace gatehouse::auth
