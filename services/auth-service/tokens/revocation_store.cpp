#include "services/auth-service/tokens/revocation_store.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kInsert{"revocation_insert", R"sql(
INSERT INTO revocations (id, session_id, minimum_version, created_at, forget_after)
VALUES ($1, $2, $3, $4, $5))sql"};

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

Task<std::vector<RevocationRow>> RevocationStore::list_after(Uuid after, std::int64_t limit) {
    co_return co_await database_.all<RevocationRow>(kListAfter, after, limit);
}

Task<std::int64_t> RevocationStore::remove_forgotten(Time now, std::int64_t limit) {
    co_return co_await database_.execute(kRemoveForgotten, now, limit);
}

}  // namespace gatehouse::auth
