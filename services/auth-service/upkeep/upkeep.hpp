#pragma once

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/service/revocations.hpp"
#include "services/auth-service/limits/failure_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"
#include "services/auth-service/tokens/revocation_store.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Removes what has had its time, so that no table grows for ever: sessions past their absolute
/// end, revocations of tokens that have all expired, mailed tokens past their time, counts of wrong
/// passwords that count no more.
class Upkeep {
public:
    Upkeep(SessionStore& sessions, RevocationStore& store, OneTimeTokenStore& tokens,
           FailureStore& failures, service::Revocations& revocations, const Clock& clock)
        : sessions_(sessions),
          store_(store),
          tokens_(tokens),
          failures_(failures),
          revocations_(revocations),
          clock_(clock) {}

    /// Removes all there is, in batches that hold the writer up for milliseconds only.
    Task<void> run();

private:
    SessionStore& sessions_;
    RevocationStore& store_;
    OneTimeTokenStore& tokens_;
    FailureStore& failures_;
    service::Revocations& revocations_;
    const Clock& clock_;
};

}  // namespace gatehouse::auth
