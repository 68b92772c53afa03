#include "services/auth-service/tokens/revocation_store.hpp"

#include "platform/sql/insert_many.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kInsert{"revocation_insert", R"sql(
INSERT INTO revocations (id, session_id, minimum_version, created_at, forget_after)
VALUES ($1, $2, $3, $4, $5))sql"};

const sql::InsertMany& insert_many() {
    static const sql::InsertMany insert{"revocation_insert_many", R"sql(
INSERT INTO revocations (id, session_id, minimum_version, created_at, forget_after))sql",
                                        5};
    return insert;
}

constexpr sql::Query kListAfter{"revocation_list_after", R"sql(
SELECT id, session_id, minimum_version, forget_after
FROM revocations WHERE id > $1 ORDER BY id LIMIT $2)sql"};

constexpr sql::Query kRemoveForgotten{"revocation_remove_forgotten", R"sql(
DELETE FROM revocations WHERE id IN (
    SELECT id FROM revocations WHERE forget_after <= $1 ORDER BY forget_after LIMIT $2))sql"};

}  // namespace

Task<void> RevocationStore::insert(sql::Session& session, const service::Revocation& revocation,
                                   Time now) {
    co_await session.execute(kInsert, ids_.next(), revocation.session, revocation.minimum_version,
                             now, revocation.forget_after);
}

Task<void> RevocationStore::insert_all(sql::Session& session,
                                       std::span<const service::Revocation> revocations, Time now) {
    std::vector<sql::Value> rows;
    for (const service::Revocation& revocation : revocations) {
        rows.emplace_back(ids_.next());
        rows.emplace_back(revocation.session.uuid());
        rows.emplace_back(revocation.minimum_version);
        rows.emplace_back(unix_ms(now));
        rows.emplace_back(unix_ms(revocation.forget_after));
    }
    co_await insert_many().run(session, rows);
}

Task<std::vector<RevocationRow>> RevocationStore::list_after(Uuid after, std::int64_t limit) {
    co_return co_await database_.all<RevocationRow>(kListAfter, after, limit);
}

Task<std::int64_t> RevocationStore::remove_forgotten(Time now, std::int64_t limit) {
    co_return co_await database_.execute(kRemoveForgotten, now, limit);
}

}  // namespace gatehouse::auth
