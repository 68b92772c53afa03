#include "services/auth-service/restoration/restoration.hpp"

#include <fstream>

#include "services/auth-service/audit/audit_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kCountLive{"test_count_live",
                                "SELECT count(*) FROM refresh_tokens WHERE ended_at IS NULL"};
constexpr sql::Query kCountTokens{"test_count_tokens",
                                  "SELECT count(*) FROM one_time_tokens WHERE user_id IS NOT NULL"};

class RestorationTest : public AuditFixture {
protected:
    RestoreOutcome conclude(std::filesystem::path earlier = {}) {
        return harness.run(harness.service<AuthService>().conclude_restore(
            {.taken_at = harness.clock().now(), .earlier_checkpoints = std::move(earlier)}));
    }
    AuditState glance() { return harness.run(harness.service<AuthService>().glance_at_audit()); }
    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
    }
};

TEST_P(RestorationTest, F22_RT06_WhatWasAliveBeforeIsEnded) {
    const Person ada = somebody();
    const Person grace = somebody();
    ASSERT_EQ(sign_out(grace).status, 204);
    const Person third = somebody();
    ASSERT_EQ(count(kCountLive), 2);
    ASSERT_GT(count(kCountTokens), 0);

    const RestoreOutcome outcome = conclude();
    EXPECT_EQ(outcome.sessions_ended, 2);
    EXPECT_GT(outcome.tokens_removed, 0);
    EXPECT_EQ(outcome.keys_withdrawn, 1U);
    EXPECT_TRUE(outcome.trail_intact);
    EXPECT_EQ(count(kCountLive), 0);
    EXPECT_EQ(count(kCountTokens), 0);
    for (const Person& person : {ada, grace, third}) {
        EXPECT_EQ(refresh(person).status, 401);
        EXPECT_EQ(status_with_token(person), 401);
    }
    const Person again = person_of(sign_in("person1@example.com"));
    EXPECT_EQ(status_with_token(again), 200);
    EXPECT_EQ(refresh(again).status, 200);
}

TEST_P(RestorationTest, F22_AnAccessTokenOfASessionThatTheBackupDoesNotKnowIsRefused) {
    const Person person = somebody();
    constexpr sql::Query kForget{"test_forget_sessions", "DELETE FROM refresh_tokens"};
    harness.run(harness.database().execute(kForget));
    ASSERT_EQ(harness.environment().keys.signing_keys().list().size(), 1U);
    conclude();
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
}

TEST_P(RestorationTest, F22_ManySessionsEndPageByPage) {
    constexpr sql::Query kCopy{"test_copy_session", R"sql(
INSERT INTO refresh_tokens (id, user_id, token, generation, rotated_at, last_seen_at, expires_at,
                            absolute_expires_at, authenticated_at, created_at, ip, user_agent)
SELECT $1, user_id, token, generation, rotated_at, last_seen_at, expires_at, absolute_expires_at,
       authenticated_at, created_at, ip, user_agent FROM refresh_tokens LIMIT 1)sql"};
    somebody();
    harness.run(harness.database().transact([&](sql::Transaction& transaction) -> Task<void> {
        for (int i = 0; i < 1200; ++i) {
            co_await transaction.execute(kCopy, harness.environment().ids.next());
        }
    }));
    EXPECT_EQ(conclude().sessions_ended, 1201);
    EXPECT_EQ(count(kCountLive), 0);
    EXPECT_EQ(conclude().sessions_ended, 0) << "a second time there is nothing left";
}

TEST_P(RestorationTest, F22_AU02_TheTrailGoesOnAndTellsOfTheRestore) {
    record_some(5);
    chain();
    // As the command does: newer checkpoints are put aside, those of the backup take their place.
    const auto earlier = data.path() / "audit-earlier";
    std::filesystem::copy(data.path() / "audit", earlier);
    CheckpointFolder ahead{earlier, seals(), harness.environment().random};
    ahead.write(9, std::string(64, 'a'), harness.clock().now());

    EXPECT_TRUE(conclude(earlier).trail_intact);
    const AuditVerdict verdict = verify();
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    EXPECT_EQ(verdict.records, 6);
    EXPECT_EQ(verdict.waiting, 0);
    ASSERT_EQ(verdict.restores.size(), 1U);
    EXPECT_EQ(verdict.restores[0].seq, 6);
    EXPECT_EQ(verdict.restores[0].backup, to_rfc3339(harness.clock().now()));
    EXPECT_EQ(verdict.restores[0].known, "9");
    EXPECT_EQ(verdict.restores[0].reached, "5");
    EXPECT_EQ(folder().latest()->seq, 6);
}

TEST_P(RestorationTest, F22_AnEarlierCheckpointThatWasChangedIsNotBelieved) {
    const auto earlier = data.path() / "audit-earlier";
    std::filesystem::create_directory(earlier);
    std::ofstream(earlier / "latest.json") << R"({"seq":9,"hash":"","at":"2026-01-01T00:00:00Z",)"
                                           << R"("mac":"x"})";
    conclude(earlier);
    EXPECT_EQ(verify().restores.at(0).known, "unknown");
}

TEST_P(RestorationTest, AU02_AGlanceSeesTheEndsOfTheTrail) {
    EXPECT_EQ(glance().records, 0);
    record_some(3);
    EXPECT_EQ(glance().waiting_since, harness.clock().now());
    chain();
    EXPECT_EQ(glance().waiting_since, std::nullopt);
    EXPECT_EQ(glance().records, 3);
    EXPECT_EQ(glance().fault, "");
    constexpr sql::Query kForge{"test_forge_last",
                                "UPDATE audit_events SET hash = 'x' WHERE seq = 3"};
    harness.run(harness.database().execute(kForge));
    EXPECT_THAT(glance().fault, ::testing::HasSubstr("record 3"));
    constexpr sql::Query kGone{"test_chain_gone", "DELETE FROM audit_head"};
    harness.run(harness.database().execute(kGone));
    EXPECT_THAT(glance().fault, ::testing::HasSubstr("is gone"));
}

TEST_P(RestorationTest, F22_ATrailThatWasTamperedWithIsReported) {
    record_some(3);
    chain();
    constexpr sql::Query kDrop{"test_drop_last", "DELETE FROM audit_events WHERE seq = 3"};
    constexpr sql::Query kHead{"test_set_head", "UPDATE audit_head SET seq = 2"};
    harness.run(harness.database().execute(kDrop));
    harness.run(harness.database().execute(kHead));
    EXPECT_FALSE(conclude().trail_intact);
    EXPECT_TRUE(verify().fault);
    EXPECT_FALSE(glance().fault.empty());
}

INSTANTIATE_ON_DATABASES(RestorationTest);

}  // namespace
}  // namespace gatehouse::auth
