#pragma once

#include <cstdint>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/password_hash.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/transfer/output.hpp"

namespace gatehouse::auth {

/// Writes all accounts as lines that an import reads, in memory that does not grow with them.
/// Shared between loops.
class Exporter {
public:
    Exporter(sql::Database& database, AccountStore& accounts, AuditLog& audit,
             const crypto::PasswordHasher& hasher, const Clock& clock)
        : database_(database), accounts_(accounts), audit_(audit), hasher_(hasher), clock_(clock) {}

    /// Records that it begins, then writes; gives how many accounts there were. Throws what writing
    /// and the database throw. Accounts that are made or changed meanwhile are there or not, as
    /// they are when their page is read.
    Task<std::int64_t> run(Output& output, bool with_hashes);

private:
    sql::Database& database_;
    AccountStore& accounts_;
    AuditLog& audit_;
    const crypto::PasswordHasher& hasher_;
    const Clock& clock_;
};

}  // namespace gatehouse::auth
