#include <algorithm>
#include <functional>
#include <random>

#include "services/auth-service/audit/audit_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

namespace store = audit_chain_store;

constexpr int kRecords = 40;
constexpr int kTamperings = 1000;

constexpr sql::Query kSetReason{"tamper_reason",
                                "UPDATE audit_events SET reason = $2 WHERE seq = $1"};
constexpr sql::Query kSetAction{"tamper_action",
                                "UPDATE audit_events SET action = $2 WHERE seq = $1"};
constexpr sql::Query kSetAt{"tamper_at", "UPDATE audit_events SET at = at + 1 WHERE seq = $1"};
constexpr sql::Query kSetOutcome{"tamper_outcome",
                                 "UPDATE audit_events SET outcome = $2 WHERE seq = $1"};
constexpr sql::Query kSetActor{"tamper_actor",
                               "UPDATE audit_events SET actor_id = $2 WHERE seq = $1"};
constexpr sql::Query kSetTarget{"tamper_target",
                                "UPDATE audit_events SET target_id = $2 WHERE seq = $1"};
constexpr sql::Query kSetSession{"tamper_session",
                                 "UPDATE audit_events SET session_id = $2 WHERE seq = $1"};
constexpr sql::Query kSetChanges{"tamper_changes",
                                 "UPDATE audit_events SET changes = $2 WHERE seq = $1"};
constexpr sql::Query kSetHash{"tamper_hash", "UPDATE audit_events SET hash = $2 WHERE seq = $1"};
constexpr sql::Query kSetCode{"tamper_code", "UPDATE audit_events SET code = $2 WHERE seq = $1"};
constexpr sql::Query kDelete{"tamper_delete", "DELETE FROM audit_events WHERE seq = $1"};
constexpr sql::Query kTruncate{"tamper_truncate", "DELETE FROM audit_events WHERE seq > $1"};
constexpr sql::Query kBehead{"tamper_behead", "DELETE FROM audit_events WHERE seq <= $1"};
constexpr sql::Query kMove{"tamper_move", "UPDATE audit_events SET seq = $2 WHERE seq = $1"};
constexpr sql::Query kSetHead{"tamper_head", "UPDATE audit_head SET seq = $1, hash = $2"};
constexpr sql::Query kSetBase{"tamper_base", "UPDATE audit_head SET base_seq = $1, base_hash = $2"};
constexpr sql::Query kCopy{"tamper_copy", R"sql(
INSERT INTO audit_events (id, seq, hash, code, at, action, outcome, reason, actor_id, target_id,
                          session_id, request_id, trace_id, changes, origin_digest, subject_digest)
SELECT $2, $3, $4, code, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       trace_id, changes, '', '' FROM audit_events WHERE seq = $1)sql"};
constexpr sql::Query kCopyWaiting{"tamper_copy_waiting", R"sql(
INSERT INTO audit_events (id, seq, hash, code, at, action, outcome, reason, actor_id, target_id,
                          session_id, request_id, trace_id, changes, origin_digest, subject_digest)
SELECT $2, NULL, '', code, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
       trace_id, changes, '', '' FROM audit_events WHERE seq = $1)sql"};
constexpr sql::Query kSetContent{"tamper_content", R"sql(
UPDATE audit_personal SET content = $2
WHERE event_id = (SELECT id FROM audit_events WHERE seq = $1) AND part = 'origin')sql"};
constexpr sql::Query kSetSalt{"tamper_salt", R"sql(
UPDATE audit_personal SET salt = $2
WHERE event_id = (SELECT id FROM audit_events WHERE seq = $1) AND part = 'origin')sql"};
constexpr sql::Query kSetPerson{"tamper_person", R"sql(
UPDATE audit_personal SET person_id = $2
WHERE event_id = (SELECT id FROM audit_events WHERE seq = $1) AND part = 'origin')sql"};
constexpr sql::Query kDropPart{"tamper_drop_part", R"sql(
DELETE FROM audit_personal
WHERE event_id = (SELECT id FROM audit_events WHERE seq = $1) AND part = 'origin')sql"};
constexpr sql::Query kDropHead{"tamper_drop_head", "DELETE FROM audit_head"};

/// Undoes a transaction.
struct Undo {};

class AuditTamperingTest : public AuditFixture {
protected:
    /// What someone who can write to the database, but has no key, may do to the record at `seq`;
    /// gives the place that the verifier has to name.
    using Tampering = std::function<Task<std::int64_t>(sql::Session&, std::int64_t seq)>;

    std::string other_text() { return fmt::format("x{}", engine_()); }
    Uuid other_id() { return harness.environment().ids.next(); }

    /// Replaces one column of the record.
    Tampering alter(const sql::Query& query, std::function<std::string()> value) {
        return [&query, value = std::move(value)](sql::Session& session,
                                                  std::int64_t seq) -> Task<std::int64_t> {
            co_await session.execute(query, seq, value());
            co_return seq;
        };
    }
    Tampering alter_id(const sql::Query& query) {
        return [this, &query](sql::Session& session, std::int64_t seq) -> Task<std::int64_t> {
            co_await session.execute(query, seq, other_id());
            co_return seq;
        };
    }
    Tampering run(const sql::Query& query) {
        return [&query](sql::Session& session, std::int64_t seq) -> Task<std::int64_t> {
            co_await session.execute(query, seq);
            co_return seq;
        };
    }
    Tampering member(Task<std::int64_t> (AuditTamperingTest::*tampering)(sql::Session&,
                                                                         std::int64_t)) {
        return [this, tampering](sql::Session& session, std::int64_t seq) {
            return (this->*tampering)(session, seq);
        };
    }

    /// Everything behind `seq` with new hashes, as whoever knows SHA-256 can make them.
    Task<void> rehash(sql::Session& session, std::int64_t seq) {
        std::string previous;
        if (seq > 1) previous = (co_await store::find_hash(session, seq - 1)).value();
        for (const ChainedRecord& chained :
             co_await store::list_chained(session, seq - 1, kRecords + 1)) {
            previous = AuditSeals::hash(previous, chained.seq, chained.record);
            co_await session.execute(kSetHash, chained.seq, previous);
        }
    }
    Task<std::int64_t> swap(sql::Session& session, std::int64_t seq) {
        const std::int64_t other = seq < kRecords ? seq + 1 : seq - 1;
        co_await session.execute(kMove, seq, -1);
        co_await session.execute(kMove, other, seq);
        co_await session.execute(kMove, std::int64_t{-1}, other);
        co_return std::min(seq, other);
    }
    Task<std::int64_t> truncate(sql::Session& session, std::int64_t seq) {
        co_await session.execute(kTruncate, seq - 1);
        co_return seq;
    }
    Task<std::int64_t> truncate_with_head(sql::Session& session, std::int64_t seq) {
        std::string hash;
        if (seq > 1) hash = (co_await store::find_hash(session, seq - 1)).value();
        co_await session.execute(kTruncate, seq - 1);
        co_await session.execute(kSetHead, seq - 1, hash);
        co_return seq;
    }
    Task<std::int64_t> append(sql::Session& session, std::int64_t seq) {
        co_await session.execute(kCopy, seq, other_id(), std::int64_t{kRecords + 1}, other_text());
        co_return kRecords + 1;
    }
    Task<std::int64_t> append_with_head(sql::Session& session, std::int64_t seq) {
        co_await append(session, seq);
        co_await rehash(session, kRecords + 1);
        const auto hash = co_await store::find_hash(session, kRecords + 1);
        co_await session.execute(kSetHead, std::int64_t{kRecords + 1}, *hash);
        co_return kRecords + 1;
    }
    Task<std::int64_t> add_waiting(sql::Session& session, std::int64_t seq) {
        co_await session.execute(kCopyWaiting, seq, other_id());
        co_return kRecords + 1;
    }
    Task<std::int64_t> alter_and_rehash(sql::Session& session, std::int64_t seq) {
        co_await session.execute(kSetReason, seq, other_text());
        co_await rehash(session, seq);
        co_return seq;
    }
    /// The record is gone, the others moved up, everything follows from everything.
    Task<std::int64_t> delete_and_close_up(sql::Session& session, std::int64_t seq) {
        co_await session.execute(kDelete, seq);
        for (std::int64_t next = seq + 1; next <= kRecords; ++next) {
            co_await session.execute(kMove, next, next - 1);
        }
        co_await rehash(session, seq);
        co_return seq;
    }
    Task<std::int64_t> insert_between(sql::Session& session, std::int64_t seq) {
        for (std::int64_t next = kRecords; next >= seq; --next) {
            co_await session.execute(kMove, next, next + 1);
        }
        co_await session.execute(kCopy, seq + 1, other_id(), seq, other_text());
        co_await rehash(session, seq);
        co_return seq;
    }
    /// As if the first records had been pruned.
    Task<std::int64_t> pretend_pruning(sql::Session& session, std::int64_t seq) {
        const auto hash = co_await store::find_hash(session, seq);
        co_await session.execute(kBehead, seq);
        co_await session.execute(kSetBase, seq, *hash);
        co_return seq + 1;  // the first one that is left
    }
    Task<std::int64_t> drop_head(sql::Session& session, std::int64_t /*seq*/) {
        co_await session.execute(kDropHead);
        co_return 1;
    }

    std::vector<std::pair<std::string, Tampering>> tamperings() {
        const auto text = [this] { return other_text(); };
        using Self = AuditTamperingTest;
        return {{"reason", alter(kSetReason, text)},
                {"action", alter(kSetAction, text)},
                {"at", run(kSetAt)},
                {"outcome", alter(kSetOutcome, text)},
                {"actor", alter_id(kSetActor)},
                {"target", alter_id(kSetTarget)},
                {"session", alter_id(kSetSession)},
                {"changes", alter(kSetChanges, text)},
                {"hash", alter(kSetHash, text)},
                {"code", alter(kSetCode, text)},
                {"content", alter(kSetContent, text)},
                {"salt", alter(kSetSalt, text)},
                {"person", alter_id(kSetPerson)},
                {"part dropped", run(kDropPart)},
                {"deleted", run(kDelete)},
                {"swapped", member(&Self::swap)},
                {"truncated", member(&Self::truncate)},
                {"truncated with head", member(&Self::truncate_with_head)},
                {"appended", member(&Self::append)},
                {"appended with head", member(&Self::append_with_head)},
                {"waiting added", member(&Self::add_waiting)},
                {"altered and rehashed", member(&Self::alter_and_rehash)},
                {"deleted and closed up", member(&Self::delete_and_close_up)},
                {"inserted between", member(&Self::insert_between)},
                {"pretended pruning", member(&Self::pretend_pruning)},
                {"head dropped", member(&Self::drop_head)}};
    }

    /// Tampers, verifies and undoes, all in one transaction.
    void expect_found(const std::string& name, const Tampering& tamper, std::int64_t seq) {
        std::optional<AuditFault> fault;
        std::int64_t wanted = 0;
        const auto body = [&](sql::Transaction& transaction) -> Task<void> {
            wanted = co_await tamper(transaction, seq);
            AuditVerifier verifier{seals(), checkpoints_};
            fault = (co_await verifier.verify(transaction)).fault;
            throw Undo{};
        };
        EXPECT_THROW(harness.run(harness.database().transact(body)), Undo);
        ASSERT_TRUE(fault) << name << " at " << seq;
        EXPECT_EQ(fault->seq, wanted) << name << " at " << seq << ": " << fault->what;
    }

    std::mt19937_64 engine_{20260115};
    std::vector<Checkpoint> checkpoints_;
};

TEST_P(AuditTamperingTest, AU02_AThousandTamperingsAreFoundAndNamed) {
    record_some(kRecords);
    chain();
    checkpoints_ = {folder().latest().value()};
    ASSERT_EQ(checkpoints_.front().seq, kRecords);
    ASSERT_FALSE(verify().fault) << verify().fault->what;

    const auto kinds = tamperings();
    std::uniform_int_distribution<std::int64_t> any_record{1, kRecords};
    for (int i = 0; i < kTamperings && !HasFailure(); ++i) {
        // Each kind first at both ends, then anywhere.
        const std::size_t kind = static_cast<std::size_t>(i) % kinds.size();
        const std::size_t round = static_cast<std::size_t>(i) / kinds.size();
        const std::int64_t seq = round == 0 ? 1 : round == 1 ? kRecords : any_record(engine_);
        expect_found(kinds[kind].first, kinds[kind].second, seq);
    }
    EXPECT_FALSE(verify().fault);
}

INSTANTIATE_ON_DATABASES(AuditTamperingTest);

}  // namespace
}  // namespace gatehouse::auth
