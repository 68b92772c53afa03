#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/testing/temp_directory.hpp"
#include "services/auth-service/audit/audit_chain.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/audit/audit_verifier.hpp"
#include "services/auth-service/audit/checkpoint_file.hpp"
#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {

/// A data directory that is there before the service is.
struct DataDirectory {
    testing::TempDirectory data;
};

/// The service with checkpoints, and its chain in the test's hands: the service itself looks only
/// when it stops.
class AuditFixture : protected DataDirectory, public ServiceFixture {
protected:
    AuditFixture() : ServiceFixture(settings_with(data.path())) {}

    static Settings settings_with(const std::filesystem::path& directory) {
        Settings settings = quick_settings();
        settings.data_dir = directory;
        settings.audit_chain_every = std::chrono::hours{1};
        return settings;
    }

    AuditSeals& seals() {
        if (!seals_) seals_.emplace(harness.environment().keys.mac_key("audit-checkpoint"));
        return *seals_;
    }
    CheckpointFolder folder() {
        return CheckpointFolder{data.path() / "audit", seals(), harness.environment().random};
    }

    /// Chains what was recorded, as the service does each second.
    void chain() {
        CheckpointFolder checkpoints = folder();
        AuditChain job = make_chain(&checkpoints);
        harness.run(job.extend());
        ASSERT_FALSE(job.halted());
    }
    AuditChain make_chain(CheckpointFolder* checkpoints,
                          Milliseconds keep = std::chrono::days{400}) {
        return AuditChain{
            harness.database(),        seals(),           checkpoints, harness.clock(),
            harness.environment().log, harness.metrics(), keep};
    }
    AuditVerdict verify() { return harness.run(harness.service<AuthService>().verify_audit()); }

    /// Records events of a few people: successes and failures, with and without changes.
    void record_some(int count) {
        for (int i = 0; i < count; ++i) {
            harness.run(record(i));
        }
    }
    Task<void> record(int number) {
        service::Environment& env = harness.environment();
        AuditLog log{env.ids, env.random, seals(), env.keys.mac_key("audit-address")};
        const UserId person{people_[static_cast<std::size_t>(number) % people_.size()]};
        AuditEvent event{.action = audit_action::kSignedIn,
                         .at = harness.clock().now(),
                         .origin = {.ip = "192.0.2.7", .user_agent = "Browser"},
                         .actor = person,
                         .target = person};
        if (number % 3 == 0) {
            event.subject = AuditSubject{.email = fmt::format("p{}@example.com", number)};
        }
        if (number % 4 == 1) {
            event.action = audit_action::kRolesChanged;
            event.changes = {{"roles", "", "admin"}};
        }
        if (number % 5 == 2) {
            event.action = audit_action::kSignInFailed;
            event.outcome = AuditOutcome::failure;
            event.reason = "unknown_account";
            event.actor = event.target = std::nullopt;
        }
        co_await harness.database().transact(
            [&](sql::Transaction& transaction) { return log.record(transaction, event); });
    }

    std::vector<Uuid> people_{harness.environment().ids.next(), harness.environment().ids.next(),
                              harness.environment().ids.next()};

private:
    std::optional<AuditSeals> seals_;
};

}  // namespace gatehouse::auth
