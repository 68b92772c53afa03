#include "services/auth-service/limits/failure_store.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kFind{"password_failures_find", R"sql(
SELECT failures, failed_at FROM password_failures WHERE code = $1 AND failed_at > $2)sql"};

constexpr sql::Query kAdd{"password_failures_add", R"sql(
INSERT INTO password_failures (code, failures, failed_at) VALUES ($1, 1, $2)
ON CONFLICT (code) DO UPDATE SET
    failures = CASE WHEN password_failures.failed_at > $3
                    THEN password_failures.failures + 1 ELSE 1 END,
    failed_at = excluded.failed_at
RETURNING failures)sql"};

constexpr sql::Query kRemove{"password_failures_remove", R"sql(
DELETE FROM password_failures WHERE code IN ($1, $2, $3))sql"};

constexpr sql::Query kRemoveExpired{"password_failures_remove_expired", R"sql(
DELETE FROM password_failures WHERE code IN (
    SELECT code FROM password_failures WHERE failed_at <= $1 ORDER BY failed_at LIMIT $2))sql"};

}  // namespace

Task<std::optional<FailureCount>> FailureStore::find(sql::Session& session, std::string_view code,
                                                     Time now) {
    const Time oldest = now - kKept;
    co_return co_await session.maybe<FailureCount>(kFind, code, oldest);
}

Task<std::int64_t> FailureStore::add(sql::Session& session, std::string_view code, Time now) {
    const Time oldest = now - kKept;
    co_return co_await session.one<std::int64_t>(kAdd, code, now, oldest);
}

Task<void> FailureStore::remove(sql::Session& session, const std::array<std::string, 3>& codes) {
    co_await session.execute(kRemove, codes[0], codes[1], codes[2]);
}

Task<std::int64_t> FailureStore::remove_expired(Time now, std::int64_t limit) {
    const Time oldest = now - kKept;
    co_return co_await database_.execute(kRemoveExpired, oldest, limit);
}

}  // namespace gatehouse::auth
