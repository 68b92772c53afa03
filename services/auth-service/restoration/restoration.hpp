#pragma once

#include <cstdint>
#include <string>

#include "platform/async/task.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/signing_keys.hpp"
#include "platform/log/logger.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_chain.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"
#include "services/auth-service/restoration/restore_outcome.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// Makes the state that a backup brought back safe to serve: what was ended, changed or used after
/// the backup must not live again, and nobody knows any more what that was. So every session and
/// every mailed token ends, and access tokens with the keys that signed them. For a command, before
/// anything serves.
class Restoration {
public:
    Restoration(sql::Database& database, SessionStore& sessions, OneTimeTokenStore& tokens,
                AuditLog& audit, const AuditSeals& seals, AuditChain& chain,
                crypto::SigningKeys& keys, const Clock& clock, RandomSource& random,
                const log::Logger& log);

    /// Ends all of it, then records that in the audit trail, which is chained on from where the
    /// backup left it. Run again after a failure it goes on.
    Task<RestoreOutcome> conclude(RestoredBackup backup);

private:
    std::size_t withdraw_keys();
    Task<std::int64_t> end_sessions(Time now);
    Task<std::int64_t> remove_tokens();
    [[nodiscard]] std::string last_known_record(const std::filesystem::path& folder) const;

    sql::Database& database_;
    SessionStore& sessions_;
    OneTimeTokenStore& tokens_;
    AuditLog& audit_;
    const AuditSeals& seals_;
    AuditChain& chain_;
    crypto::SigningKeys& keys_;
    const Clock& clock_;
    RandomSource& random_;
    const log::Logger& log_;
};

}  // namespace gatehouse::auth
