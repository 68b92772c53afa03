#pragma once

#include <string_view>
#include <vector>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/service/revocations.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/counters.hpp"
#include "services/auth-service/tokens/revocation_store.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Ends sessions so that neither their refresh token nor their access tokens work any more, here at
/// once, elsewhere within a second, and after a restart. Shared between loops.
class SessionEnder {
public:
    /// Live sessions that an account may have: more than people have browsers, and few enough to
    /// end all of them at once.
    static constexpr std::int64_t kMostLive = 100;

    SessionEnder(sql::Database& database, SessionStore& sessions, RevocationStore& store,
                 service::Revocations& revocations, AuditLog& audit, Milliseconds access_ttl,
                 const Counters& counters);

    /// Ends one session; false when it had ended already or is unknown. `event` is recorded when it
    /// had not.
    Task<bool> end(SessionId session, std::string_view reason, const AuditEvent& event);
    /// Ends all sessions of a user, but the one to keep if any; gives how many had not ended, which
    /// is recorded with `event`.
    Task<std::size_t> end_all(UserId user, std::string_view reason, const AuditEvent& event);
    Task<std::size_t> end_others(UserId user, SessionId kept, std::string_view reason,
                                 const AuditEvent& event);

    /// The same inside the transaction of a larger change: give what it returns to `apply` after
    /// the commit. `kept` nil: all.
    Task<std::vector<service::Revocation>> end_all_in(sql::Session& transaction, UserId user,
                                                      SessionId kept, Time now,
                                                      std::string_view reason);
    /// Has the account have room for one more session, which follows in this transaction: ends what
    /// was not used for longest, and records that with `event`. As with `end_all_in`.
    Task<std::vector<service::Revocation>> make_room_in(sql::Transaction& transaction, UserId user,
                                                        AuditEvent event);
    /// Has access tokens of the account's live sessions refused that say an older `version`; the
    /// sessions go on. As with `end_all_in`.
    Task<std::vector<service::Revocation>> outdate_in(sql::Session& transaction, UserId user,
                                                      std::int64_t version, Time now);
    /// Has this process refuse the access tokens; the other ones read the table.
    Task<void> apply(std::vector<service::Revocation> revocations);

private:
    [[nodiscard]] service::Revocation revocation_of(SessionId session, Time now) const;
    Task<std::vector<service::Revocation>> revoke(sql::Session& transaction,
                                                  const std::vector<SessionId>& sessions, Time now);

    sql::Database& database_;
    SessionStore& sessions_;
    RevocationStore& store_;
    service::Revocations& revocations_;
    AuditLog& audit_;
    Milliseconds access_ttl_;
    const Counters& counters_;
};

}  // namespace gatehouse::auth
