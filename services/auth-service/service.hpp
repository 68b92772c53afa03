#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "contracts/display_name.hpp"
#include "contracts/email.hpp"
#include "contracts/ids.hpp"
#include "platform/base/problem.hpp"
#include "platform/crypto/firebase_hash.hpp"
#include "platform/crypto/hash_pool.hpp"
#include "platform/embed/embedded_file.hpp"
#include "platform/service/service.hpp"
#include "services/auth-service/audit/audit_verdict.hpp"
#include "services/auth-service/restoration/restore_outcome.hpp"
#include "services/auth-service/settings.hpp"
#include "services/auth-service/transfer/transfer.hpp"

namespace gatehouse::auth {

/// An account that an operator makes by hand.
struct NewAccount {
    Email email;
    DisplayName name;
    std::string password;  ///< UTF-8
    bool administrator = false;
};

/// The auth-service: accounts, sign-in, sessions and the tokens that all services accept. What it
/// is given outlives it; endpoints run on all loops, its jobs on loop 0.
class AuthService final : public service::Service {
public:
    static constexpr std::string_view kName = "auth-service";
    /// The name of its database, as sql::OpenOptions takes it.
    static constexpr std::string_view kDatabase = "auth";
    static constexpr int kPort = 3001;

    /// Makes a password hash (which takes as long as a sign-in) and throws std::invalid_argument
    /// for a cost out of bounds.
    AuthService(const service::Environment& environment, const Settings& settings,
                crypto::HashPool& hash_pool);
    ~AuthService() override;

    /// The files to apply to its database before it is made.
    [[nodiscard]] static std::span<const EmbeddedFile> migrations();

    /// Also gives the router the check of its CSRF tokens.
    void add_routes(http::Router& router) override;
    void subscribe(events::EventBus& bus) override;
    Task<void> start() override;
    Task<void> stop() override;
    Task<bool> ready() override;

    /// Creates an account as register does, with a verified address and without a session. Gives
    /// `email_exists`, `weak_password`, `overloaded` or `validation_failed` (the password).
    Task<std::expected<UserId, Problem>> create_account(NewAccount request);

    /// After its database and keys were brought back from a backup, and before anything serves:
    /// ends all sessions, mailed tokens and access tokens of before, and records that.
    Task<RestoreOutcome> conclude_restore(RestoredBackup backup);
    /// Makes accounts of the lines of `input`, a descriptor, and reports each of them to `report`,
    /// another one. Throws std::system_error when one of them fails.
    Task<ImportSummary> import_accounts(int input, int report, ImportOptions options);
    /// Writes all accounts to `output`, a descriptor; gives how many. Throws std::system_error.
    Task<std::int64_t> export_accounts(int output, bool with_hashes);
    /// What Firebase shows of a project, `{"base64_signer_key", "base64_salt_separator", "rounds",
    /// "mem_cost"}` with or without `algorithm`, or what is wrong with it.
    [[nodiscard]] std::expected<crypto::FirebaseProject, std::string> read_firebase_project(
        std::string_view json) const;

    /// Checks the whole audit trail, also beside a server that adds to it. Throws
    /// std::runtime_error when the latest checkpoint was changed.
    Task<AuditVerdict> verify_audit();
    /// Looks at the ends of the audit trail only. Throws as `verify_audit`.
    Task<AuditState> glance_at_audit();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gatehouse::auth
