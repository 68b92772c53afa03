#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kInsert{"session_insert", R"sql(
INSERT INTO refresh_tokens (id, user_id, token, generation, rotated_at, last_seen_at, expires_at,
                            absolute_expires_at, authenticated_at, created_at, ip, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

constexpr sql::Query kSetAuthenticated{"session_set_authenticated", R"sql(
UPDATE refresh_tokens SET authenticated_at = $2 WHERE id = $1 AND ended_at IS NULL)sql"};

// The account's part is one sub-select that packs three columns: SQLite's RETURNING can use no
// joined table, and three sub-selects would look the same row up three times.
constexpr sql::Query kRotate{"session_rotate", R"sql(
UPDATE refresh_tokens
SET generation = generation + 1, rotated_at = $3, last_seen_at = $3,
    expires_at = CASE WHEN absolute_expires_at < $4 THEN absolute_expires_at ELSE $4 END
WHERE id = $1 AND generation = $2 AND ended_at IS NULL
    AND expires_at > $3 AND absolute_expires_at > $3
RETURNING token, user_id, generation, absolute_expires_at,
    (SELECT CAST(users.version AS TEXT) || ' ' || users.status || ' ' || users.roles
     FROM users WHERE users.id = refresh_tokens.user_id))sql",
                             sql::Query::Commit::shared};

constexpr sql::Query kFindFamily{"session_find_family", R"sql(
SELECT token, user_id, generation, rotated_at, expires_at, absolute_expires_at, ended_at,
    (SELECT CAST(users.version AS TEXT) || ' ' || users.status || ' ' || users.roles
     FROM users WHERE users.id = refresh_tokens.user_id)
FROM refresh_tokens WHERE id = $1)sql"};

constexpr sql::Query kFind{"session_find", R"sql(
SELECT id, user_id, token, generation, rotated_at, last_seen_at, expires_at, absolute_expires_at,
       authenticated_at, created_at, ended_at, ip, user_agent
FROM refresh_tokens WHERE id = $1)sql"};

constexpr sql::Query kListLive{"session_list_live", R"sql(
SELECT id, user_id, token, generation, rotated_at, last_seen_at, expires_at, absolute_expires_at,
       authenticated_at, created_at, ended_at, ip, user_agent
FROM refresh_tokens
WHERE user_id = $1 AND id < $2 AND ended_at IS NULL AND expires_at > $3 AND absolute_expires_at > $3
ORDER BY id DESC LIMIT $4)sql"};

constexpr sql::Query kListPast{"session_list_past", R"sql(
SELECT ip, user_agent, COALESCE(end_reason, '') FROM refresh_tokens
WHERE user_id = $1 ORDER BY id DESC LIMIT $2)sql"};

constexpr sql::Query kEnd{"session_end", R"sql(
UPDATE refresh_tokens SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL)sql"};

constexpr sql::Query kEndAll{"session_end_all", R"sql(
UPDATE refresh_tokens SET ended_at = $3, end_reason = $4
WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL
RETURNING id)sql"};

constexpr sql::Query kEndLongestUnused{"session_end_longest_unused", R"sql(
UPDATE refresh_tokens SET ended_at = $2, end_reason = $3
WHERE id IN (SELECT id FROM refresh_tokens
             WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2
                 AND absolute_expires_at > $2
             ORDER BY last_seen_at DESC, id DESC LIMIT $4 OFFSET $5)
RETURNING id)sql"};

constexpr sql::Query kForgetEnded{"session_forget_ended", R"sql(
DELETE FROM refresh_tokens
WHERE id IN (SELECT id FROM refresh_tokens
             WHERE user_id = $1 AND ended_at IS NOT NULL
                 AND id < (SELECT id FROM refresh_tokens WHERE user_id = $1
                           ORDER BY id DESC LIMIT 1 OFFSET $3)
             ORDER BY id LIMIT $2))sql"};

constexpr sql::Query kEndPage{"session_end_page", R"sql(
UPDATE refresh_tokens SET ended_at = $2, end_reason = $3
WHERE id IN (SELECT id FROM refresh_tokens WHERE id > $1 AND ended_at IS NULL
             ORDER BY id LIMIT $4)
RETURNING id)sql"};

constexpr sql::Query kListLiveIds{"session_list_live_ids", R"sql(
SELECT id FROM refresh_tokens
WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND absolute_expires_at > $2)sql"};

constexpr sql::Query kRemoveExpired{"session_remove_expired", R"sql(
DELETE FROM refresh_tokens WHERE id IN (
    SELECT id FROM refresh_tokens WHERE absolute_expires_at <= $1
    ORDER BY absolute_expires_at LIMIT $2))sql"};

struct IdOnly {
    SessionId id;
};
BOOST_DESCRIBE_STRUCT(IdOnly, (), (id))

}  // namespace

Task<void> SessionStore::insert(sql::Session& session, const SessionRow& row) {
    co_await session.execute(kInsert, row.id, row.user_id, row.token, row.generation,
                             row.rotated_at, row.last_seen_at, row.expires_at,
                             row.absolute_expires_at, row.authenticated_at, row.created_at, row.ip,
                             row.user_agent);
}

Task<void> SessionStore::set_authenticated(sql::Session& session, SessionId id, Time now) {
    co_await session.execute(kSetAuthenticated, id, now);
}

Task<std::optional<Rotation>> SessionStore::rotate(SessionId id, std::int64_t generation, Time now,
                                                   Time idle_until) {
    co_return co_await database_.maybe<Rotation>(kRotate, id, generation, now, idle_until);
}

Task<std::optional<Family>> SessionStore::find_family(SessionId id) {
    co_return co_await database_.maybe<Family>(kFindFamily, id);
}

Task<std::optional<SessionRow>> SessionStore::find(SessionId id) {
    co_return co_await database_.maybe<SessionRow>(kFind, id);
}

Task<std::vector<SessionRow>> SessionStore::list_live(UserId user, SessionId before, Time now,
                                                      std::int64_t limit) {
    co_return co_await database_.all<SessionRow>(kListLive, user, before, now, limit);
}

Task<std::vector<PastSession>> SessionStore::list_past(sql::Session& session, UserId user,
                                                       std::int64_t limit) {
    co_return co_await session.all<PastSession>(kListPast, user, limit);
}

Task<bool> SessionStore::end(sql::Session& session, SessionId id, Time now,
                             std::string_view reason) {
    const std::int64_t ended = co_await session.execute(kEnd, id, now, reason);
    co_return ended == 1;
}

Task<std::vector<SessionId>> SessionStore::end_all(sql::Session& session, UserId user,
                                                   SessionId kept, Time now,
                                                   std::string_view reason) {
    const std::vector<IdOnly> rows = co_await session.all<IdOnly>(kEndAll, user, kept, now, reason);
    std::vector<SessionId> ended;
    ended.reserve(rows.size());
    for (const IdOnly& row : rows)
        ended.push_back(row.id);
    co_return ended;
}

Task<std::vector<SessionId>> SessionStore::end_longest_unused(sql::Session& session, UserId user,
                                                              std::int64_t kept, Time now,
                                                              std::string_view reason,
                                                              std::int64_t limit) {
    co_return co_await session.all<SessionId>(kEndLongestUnused, user, now, reason, limit, kept);
}

Task<void> SessionStore::forget_ended(sql::Session& session, UserId user, std::int64_t kept,
                                      std::int64_t limit) {
    co_await session.execute(kForgetEnded, user, limit, kept - 1);
}

Task<std::vector<SessionId>> SessionStore::end_page(sql::Session& session, SessionId after,
                                                    Time now, std::string_view reason,
                                                    std::int64_t limit) {
    co_return co_await session.all<SessionId>(kEndPage, after, now, reason, limit);
}

Task<std::vector<SessionId>> SessionStore::list_live_ids(sql::Session& session, UserId user,
                                                         Time now) {
    co_return co_await session.all<SessionId>(kListLiveIds, user, now);
}

Task<std::int64_t> SessionStore::remove_expired(Time now, std::int64_t limit) {
    co_return co_await database_.execute(kRemoveExpired, now, limit);
}

}  // namespace gatehouse::auth
