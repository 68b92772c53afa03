#include "services/auth-service/audit/audit_chain.hpp"

#include <filesystem>
#include <fstream>
#include <future>

#include "services/auth-service/audit/audit_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using std::chrono::days;
using std::chrono::hours;
using ::testing::HasSubstr;

constexpr sql::Query kWipeEvents{"test_wipe_events", "DELETE FROM audit_events"};
constexpr sql::Query kWipeHead{"test_wipe_head", "DELETE FROM audit_head"};
constexpr sql::Query kCount{"test_count_events", "SELECT count(*) FROM audit_events"};
constexpr sql::Query kCountParts{"test_count_parts", "SELECT count(*) FROM audit_personal"};
constexpr sql::Query kForgeReason{"test_forge_reason",
                                  "UPDATE audit_events SET reason = 'forged' WHERE seq IS NULL"};

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

class AuditChainTest : public AuditFixture {
protected:
    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
    }
    std::filesystem::path file(std::string_view name) const { return data.path() / "audit" / name; }
};

TEST_P(AuditChainTest, AU02_WhatRequestsRecordIsChained) {
    const Person person = somebody();
    ASSERT_EQ(sign_in("nobody@example.com").status, 401);
    ASSERT_EQ(sign_out(person).status, 204);
    chain();
    const AuditVerdict verdict = verify();
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    EXPECT_EQ(verdict.first, 1);
    EXPECT_EQ(verdict.records, 3);
    EXPECT_EQ(verdict.waiting, 0);
    EXPECT_EQ(folder().latest().value().seq, 3);
}

TEST_P(AuditChainTest, AU02_AnEmptyTrailIsFine) {
    chain();
    const AuditVerdict verdict = verify();
    EXPECT_FALSE(verdict.fault);
    EXPECT_EQ(verdict.first, 0);
    EXPECT_EQ(verdict.records, 0);
}

TEST_P(AuditChainTest, AU02_TheServiceChainsByItselfWhenItStops) {
    record_some(3);
    harness.restart();
    EXPECT_EQ(verify().records, 3);
    EXPECT_EQ(folder().latest().value().seq, 3);
}

TEST_P(AuditChainTest, AU02_SeveralProcessesChainOneTrail) {
    std::vector<std::future<void>> working;
    for (int worker = 0; worker < 3; ++worker) {
        working.push_back(std::async(std::launch::async, [this] {
            AuditSeals own{harness.environment().keys.mac_key("audit-checkpoint")};
            AuditChain job{
                harness.database(), own,      nullptr, harness.clock(), harness.environment().log,
                harness.metrics(),  days{400}};
            for (int round = 0; round < 10; ++round) {
                for (int i = 0; i < 5; ++i)
                    harness.run(record(i));
                harness.run(job.extend());
                EXPECT_FALSE(job.halted());
            }
        }));
    }
    for (auto& worker : working)
        worker.get();
    chain();
    const AuditVerdict verdict = verify();
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    EXPECT_EQ(verdict.records, 150);
}

TEST_P(AuditChainTest, AU02_OldEventsArePrunedAndTheRestStillVerifies) {
    record_some(250);
    chain();
    harness.clock().advance(days{399});
    record_some(10);
    chain();
    CheckpointFolder checkpoints = folder();
    AuditChain job = make_chain(&checkpoints);
    harness.run(job.prune());
    EXPECT_EQ(verify().records, 260);

    harness.clock().advance(days{2});
    harness.run(job.prune());
    AuditVerdict verdict = verify();
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    EXPECT_EQ(verdict.first, 251);
    EXPECT_EQ(verdict.records, 10);
    EXPECT_EQ(count(kCount), 10);

    harness.clock().advance(days{401});
    harness.run(job.prune());
    EXPECT_EQ(count(kCount), 0);
    EXPECT_EQ(count(kCountParts), 0);
    EXPECT_FALSE(verify().fault);
    // The chain goes on where it was.
    record_some(2);
    chain();
    verdict = verify();
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    EXPECT_EQ(verdict.first, 261);
}

TEST_P(AuditChainTest, AU02_AWipedTrailIsToldByTheCheckpointThatNothingReplaces) {
    record_some(5);
    chain();
    const std::string before = text_of(file("latest.json"));
    harness.run(harness.database().execute(kWipeEvents));
    harness.run(harness.database().execute(kWipeHead));
    record_some(1);
    CheckpointFolder checkpoints = folder();
    AuditChain job = make_chain(&checkpoints);
    harness.run(job.extend());
    EXPECT_TRUE(job.halted());
    EXPECT_EQ(text_of(file("latest.json")), before);
    const AuditVerdict verdict = verify();
    ASSERT_TRUE(verdict.fault);
    EXPECT_THAT(verdict.fault->what, HasSubstr("checkpoint"));
}

TEST_P(AuditChainTest, AU02_ARecordNobodyWroteStopsTheChainBeforeIt) {
    record_some(2);
    chain();
    record_some(1);
    harness.run(harness.database().execute(kForgeReason));
    CheckpointFolder checkpoints = folder();
    AuditChain job = make_chain(&checkpoints);
    harness.run(job.extend());
    EXPECT_TRUE(job.halted());
    const AuditVerdict verdict = verify();
    ASSERT_TRUE(verdict.fault);
    EXPECT_EQ(verdict.fault->seq, 3);
    EXPECT_THAT(verdict.fault->what, HasSubstr("not written by this installation"));
}

TEST_P(AuditChainTest, AU02_AChangedCheckpointIsNoCheckpoint) {
    record_some(3);
    chain();
    std::string text = text_of(file("latest.json"));
    text.replace(text.find("\"seq\":3"), 7, "\"seq\":2");
    std::ofstream{file("latest.json")} << text;
    EXPECT_THROW(verify(), std::runtime_error);
}

TEST_P(AuditChainTest, F01_AKillBetweenAnyTwoStepsLosesNothing) {
    record_some(3);
    chain();
    // Killed after the extension and before its checkpoint.
    record_some(3);
    AuditChain without_files = make_chain(nullptr);
    harness.run(without_files.extend());
    EXPECT_EQ(folder().latest().value().seq, 3);
    EXPECT_FALSE(verify().fault);
    // Killed in the middle of a line of the history.
    std::ofstream{file("history.jsonl"), std::ios::app} << R"({"seq":6,"hash":"4f)";
    EXPECT_FALSE(verify().fault);
    harness.clock().advance(hours{2});
    record_some(1);
    chain();
    EXPECT_EQ(folder().latest().value().seq, 7);
    EXPECT_EQ(folder().history().size(), 2U);
    EXPECT_FALSE(verify().fault);
}

TEST_P(AuditChainTest, AU02_TheHistoryGetsACheckpointEachHour) {
    for (int i = 0; i < 5; ++i) {
        record_some(1);
        chain();
        harness.clock().advance(std::chrono::minutes{40});
    }
    // At 0, 80 and 160 minutes.
    EXPECT_EQ(folder().history().size(), 3U);
    EXPECT_EQ(folder().latest().value().seq, 5);
}

TEST_P(AuditChainTest, GD01_ErasedPeopleLeaveAWholeChain) {
    record_some(9);
    chain();
    const UserId person{people_.front()};
    const auto forget = [&](sql::Transaction& transaction) -> Task<void> {
        co_await AuditLog::forget(transaction, person);
    };
    harness.run(harness.database().transact(forget));
    // Without the event that tells of the erasure, something was taken out of the trail.
    ASSERT_TRUE(verify().fault);
    EXPECT_EQ(verify().fault->seq, 1);

    service::Environment& env = harness.environment();
    AuditLog log{env.ids, env.random, seals(), env.keys.mac_key("audit-address")};
    const AuditEvent erased{
        .action = audit_action::kDeleted, .at = harness.clock().now(), .target = person};
    harness.run(harness.database().transact(
        [&](sql::Transaction& transaction) { return log.record(transaction, erased); }));
    EXPECT_FALSE(verify().fault) << verify().fault->what;
    chain();
    EXPECT_FALSE(verify().fault) << verify().fault->what;
}

INSTANTIATE_ON_DATABASES(AuditChainTest);

}  // namespace
}  // namespace gatehouse::auth
