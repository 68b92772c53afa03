#include "services/auth-service/audit/audit_chain_store.hpp"

#include <utility>

namespace gatehouse::auth::audit_chain_store {
namespace {

constexpr sql::Query kLockHead{"audit_head_lock", R"sql(
UPDATE audit_head SET seq = seq WHERE id = 1
RETURNING base_seq, base_hash, seq, hash, code)sql"};

constexpr sql::Query kFindHead{"audit_head_find", R"sql(
SELECT base_seq, base_hash, seq, hash, code FROM audit_head WHERE id = 1)sql"};

constexpr sql::Query kInsertHead{"audit_head_insert", R"sql(
INSERT INTO audit_head (id, base_seq, base_hash, seq, hash, code) VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING)sql"};

constexpr sql::Query kUpdateHead{"audit_head_update", R"sql(
UPDATE audit_head SET base_seq = $1, base_hash = $2, seq = $3, hash = $4, code = $5
WHERE id = 1)sql"};

constexpr sql::Query kListWaiting{"audit_list_waiting", R"sql(
SELECT id, at, action, outcome, reason, actor_id, target_id, session_id, request_id, trace_id,
       changes, origin_digest, subject_digest, code
FROM audit_events WHERE seq IS NULL AND id > $1 ORDER BY id LIMIT $2)sql"};

constexpr sql::Query kLink{"audit_link", R"sql(
UPDATE audit_events SET seq = $2, hash = $3, code = $4 WHERE id = $1)sql"};

constexpr sql::Query kListChained{"audit_list_chained", R"sql(
SELECT id, at, action, outcome, reason, actor_id, target_id, session_id, request_id, trace_id,
       changes, origin_digest, subject_digest, seq, hash, code
FROM audit_events WHERE seq > $1 ORDER BY seq LIMIT $2)sql"};

constexpr sql::Query kListParts{"audit_list_parts", R"sql(
SELECT audit_events.seq, audit_personal.part, audit_personal.person_id, audit_personal.salt,
       audit_personal.content
FROM audit_events JOIN audit_personal ON audit_personal.event_id = audit_events.id
WHERE audit_events.seq > $1 AND audit_events.seq <= $2
ORDER BY audit_events.seq, audit_personal.part)sql"};

constexpr sql::Query kFindHash{"audit_find_hash", R"sql(
SELECT hash FROM audit_events WHERE seq = $1)sql"};

constexpr sql::Query kFirstSince{"audit_first_since", R"sql(
SELECT seq FROM audit_events WHERE seq IS NOT NULL AND at >= $1 ORDER BY seq LIMIT 1)sql"};

constexpr sql::Query kRemoveUntil{"audit_remove_until", "DELETE FROM audit_events WHERE seq <= $1"};

/// The columns of a record and what stands behind them in `kListWaiting`.
struct WaitingRow {
    std::string id;
    std::int64_t at;
    std::string action;
    std::string outcome;
    std::string reason;
    std::optional<std::string> actor_id;
    std::optional<std::string> target_id;
    std::optional<std::string> session_id;
    std::string request_id;
    std::string trace_id;
    std::string changes;
    std::string origin_digest;
    std::string subject_digest;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(WaitingRow, (),
                      (id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
                       trace_id, changes, origin_digest, subject_digest, code))

struct ChainedRow {
    std::string id;
    std::int64_t at;
    std::string action;
    std::string outcome;
    std::string reason;
    std::optional<std::string> actor_id;
    std::optional<std::string> target_id;
    std::optional<std::string> session_id;
    std::string request_id;
    std::string trace_id;
    std::string changes;
    std::string origin_digest;
    std::string subject_digest;
    std::int64_t seq;
    std::string hash;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ChainedRow, (),
                      (id, at, action, outcome, reason, actor_id, target_id, session_id, request_id,
                       trace_id, changes, origin_digest, subject_digest, seq, hash, code))

template <class Row>
AuditRecord record_of(Row& row) {
    return {.id = std::move(row.id),
            .at = row.at,
            .action = std::move(row.action),
            .outcome = std::move(row.outcome),
            .reason = std::move(row.reason),
            .actor_id = std::move(row.actor_id),
            .target_id = std::move(row.target_id),
            .session_id = std::move(row.session_id),
            .request_id = std::move(row.request_id),
            .trace_id = std::move(row.trace_id),
            .changes = std::move(row.changes),
            .origin_digest = std::move(row.origin_digest),
            .subject_digest = std::move(row.subject_digest)};
}

}  // namespace

Task<std::optional<AuditHead>> lock_head(sql::Session& transaction) {
    co_return co_await transaction.maybe<AuditHead>(kLockHead);
}

Task<std::optional<AuditHead>> find_head(sql::Session& session) {
    co_return co_await session.maybe<AuditHead>(kFindHead);
}

Task<bool> insert_head(sql::Session& transaction, const AuditHead& head) {
    const std::int64_t inserted = co_await transaction.execute(
        kInsertHead, head.base_seq, head.base_hash, head.seq, head.hash, head.code);
    co_return inserted == 1;
}

Task<void> update_head(sql::Session& transaction, const AuditHead& head) {
    co_await transaction.execute(kUpdateHead, head.base_seq, head.base_hash, head.seq, head.hash,
                                 head.code);
}

Task<std::vector<WaitingRecord>> list_waiting(sql::Session& session, std::string_view after,
                                              std::int64_t limit) {
    std::vector<WaitingRow> rows = co_await session.all<WaitingRow>(kListWaiting, after, limit);
    std::vector<WaitingRecord> waiting;
    waiting.reserve(rows.size());
    for (WaitingRow& row : rows)
        waiting.push_back({record_of(row), std::move(row.code)});
    co_return waiting;
}

Task<void> link(sql::Session& transaction, std::string_view id, std::int64_t seq,
                const std::string& hash, const std::string& code) {
    co_await transaction.execute(kLink, id, seq, hash, code);
}

Task<std::vector<ChainedRecord>> list_chained(sql::Session& session, std::int64_t after,
                                              std::int64_t limit) {
    std::vector<ChainedRow> rows = co_await session.all<ChainedRow>(kListChained, after, limit);
    std::vector<ChainedRecord> chained;
    chained.reserve(rows.size());
    for (ChainedRow& row : rows) {
        chained.push_back({row.seq, record_of(row), std::move(row.hash), std::move(row.code)});
    }
    co_return chained;
}

Task<std::vector<PersonalPart>> list_parts(sql::Session& session, std::int64_t after,
                                           std::int64_t last) {
    co_return co_await session.all<PersonalPart>(kListParts, after, last);
}

Task<std::optional<std::string>> find_hash(sql::Session& session, std::int64_t seq) {
    co_return co_await session.maybe<std::string>(kFindHash, seq);
}

Task<std::optional<std::int64_t>> find_first_since(sql::Session& session, Time time) {
    co_return co_await session.maybe<std::int64_t>(kFirstSince, time);
}

Task<void> remove_until(sql::Session& transaction, std::int64_t last) {
    co_await transaction.execute(kRemoveUntil, last);
}

}  // namespace gatehouse::auth::audit_chain_store
