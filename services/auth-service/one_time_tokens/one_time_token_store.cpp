#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace gatehouse::auth {
namespace {

constexpr sql::Query kReplace{"one_time_token_replace", R"sql(
INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                             browser_hash, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)
ON CONFLICT (user_id, purpose) WHERE purpose <> 'undo_email_change' DO UPDATE SET
    id = excluded.id, token_hash = excluded.token_hash, code_hash = excluded.code_hash,
    code_attempts = 0, email = excluded.email, browser_hash = excluded.browser_hash,
    created_at = excluded.created_at, expires_at = excluded.expires_at)sql"};

constexpr sql::Query kFind{"one_time_token_find", R"sql(
SELECT id, user_id, purpose, token_hash, code_hash, code_attempts, email, browser_hash,
       created_at, expires_at
FROM one_time_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3)sql"};

constexpr sql::Query kFindBrowser{"one_time_token_find_browser", R"sql(
SELECT browser_hash FROM one_time_tokens WHERE user_id = $1 AND purpose = $2)sql"};

constexpr sql::Query kTake{"one_time_token_take", R"sql(
DELETE FROM one_time_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3
RETURNING id, user_id, purpose, token_hash, code_hash, code_attempts, email, browser_hash,
          created_at, expires_at)sql"};

// Counted before the codes are looked at: parallel guesses cannot be more than the tries. Several
// accounts may want the same address; only the newest requests count, so that many of them do not
// make a guess likelier.
constexpr sql::Query kListNewest{"one_time_token_list_newest", R"sql(
SELECT id FROM one_time_tokens WHERE email = $1 AND purpose = $2 AND expires_at > $3
ORDER BY created_at DESC, id DESC LIMIT 3)sql"};

// A decoy stands for itself where a token has its account.
constexpr sql::Query kTryCodes{"one_time_token_try_codes", R"sql(
UPDATE one_time_tokens SET code_attempts = code_attempts + 1
WHERE id IN ($1, $2, $3) AND expires_at > $4
RETURNING id, COALESCE(user_id, id), purpose, token_hash, code_hash, code_attempts, email, browser_hash,
          created_at, expires_at)sql"};

constexpr sql::Query kGiveBack{"one_time_token_give_back", R"sql(
UPDATE one_time_tokens SET code_attempts = code_attempts - 1
WHERE id = $1 AND code_attempts > 0)sql",
                               sql::Query::Commit::shared};

constexpr sql::Query kRemoveAll{"one_time_token_remove_all", R"sql(
DELETE FROM one_time_tokens WHERE user_id = $1)sql"};

constexpr sql::Query kRemoveOthers{"one_time_token_remove_others", R"sql(
DELETE FROM one_time_tokens
WHERE user_id = $1 AND purpose <> 'undo_email_change' AND purpose <> $2)sql"};

constexpr sql::Query kRemoveAny{"one_time_token_remove_any", R"sql(
DELETE FROM one_time_tokens
WHERE id IN (SELECT id FROM one_time_tokens WHERE user_id IS NOT NULL LIMIT $1))sql"};

constexpr sql::Query kRemoveAfter{"one_time_token_remove_after", R"sql(
DELETE FROM one_time_tokens
WHERE user_id = $1 AND (purpose <> $2 OR id > $3 OR email = $4))sql"};

constexpr sql::Query kCount{"one_time_token_count", R"sql(
SELECT count(*) FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND expires_at > $3)sql"};

constexpr sql::Query kRemoveExpired{"one_time_token_remove_expired", R"sql(
DELETE FROM one_time_tokens WHERE id IN (
    SELECT id FROM one_time_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql"};

// Many of them, so that tries for different addresses do not wait for each other.
constexpr std::uint8_t kFirstDecoy = 10;
constexpr std::uint8_t kDecoys = 64;

constexpr sql::Query kCountDecoys{"one_time_token_count_decoys", R"sql(
SELECT count(*) FROM one_time_tokens WHERE id BETWEEN $1 AND $2)sql"};

// As long as real ones are, and never expired.
constexpr sql::Query kPlantDecoy{"one_time_token_plant_decoy", R"sql(
INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                             browser_hash, created_at, expires_at)
VALUES ($1, NULL, 'decoy', $2, '----------------------------------------------------------------', 0,
        $2, '', 0, 9223372036854775807)
ON CONFLICT (id) DO NOTHING)sql"};

}  // namespace

Uuid OneTimeTokenStore::decoy(std::uint8_t number) {
    return Uuid::parse(
               fmt::format("00000000-0000-8000-8000-0000000000{}", kFirstDecoy + number % kDecoys))
        .value();
}

Task<void> OneTimeTokenStore::plant_decoys() {
    const auto planted = co_await database_.one<std::int64_t>(
        kCountDecoys, decoy(0), decoy(static_cast<std::uint8_t>(kDecoys - 1)));
    if (planted == kDecoys) co_return;
    co_await database_.transact([](sql::Transaction& transaction) -> Task<void> {
        for (std::uint8_t number = 0; number < kDecoys; ++number) {
            co_await transaction.execute(kPlantDecoy, decoy(number),
                                         fmt::format("decoy {}", kFirstDecoy + number));
        }
    });
}

Task<void> OneTimeTokenStore::replace(sql::Session& session, const OneTimeTokenRow& row) {
    co_await session.execute(kReplace, row.id, row.user_id, row.purpose, row.token_hash,
                             row.code_hash, row.email, row.browser_hash, row.created_at,
                             row.expires_at);
}

Task<std::optional<OneTimeTokenRow>> OneTimeTokenStore::find(std::string_view purpose,
                                                             std::string_view token_hash,
                                                             Time now) {
    co_return co_await database_.maybe<OneTimeTokenRow>(kFind, token_hash, purpose, now);
}

Task<std::optional<std::string>> OneTimeTokenStore::find_browser(sql::Session& session, UserId user,
                                                                 std::string_view purpose) {
    co_return co_await session.maybe<std::string>(kFindBrowser, user, purpose);
}

Task<std::optional<OneTimeTokenRow>> OneTimeTokenStore::take(sql::Session& session,
                                                             std::string_view purpose,
                                                             std::string_view token_hash,
                                                             Time now) {
    co_return co_await session.maybe<OneTimeTokenRow>(kTake, token_hash, purpose, now);
}

Task<std::vector<OneTimeTokenRow>> OneTimeTokenStore::try_codes(std::string_view email,
                                                                std::string_view purpose,
                                                                const Uuid& decoy, Time now) {
    auto ids = co_await database_.all<Uuid>(kListNewest, email, purpose, now);
    if (ids.empty()) ids.push_back(decoy);
    co_return co_await database_.all<OneTimeTokenRow>(
        kTryCodes, ids.front(), ids[std::min<std::size_t>(1, ids.size() - 1)], ids.back(), now);
}

Task<void> OneTimeTokenStore::give_back(const Uuid& id) {
    co_await database_.execute(kGiveBack, id);
}

Task<void> OneTimeTokenStore::remove_all(sql::Session& session, UserId user) {
    co_await session.execute(kRemoveAll, user);
}

Task<void> OneTimeTokenStore::remove_others(sql::Session& session, UserId user,
                                            std::string_view kept) {
    co_await session.execute(kRemoveOthers, user, kept);
}

Task<std::int64_t> OneTimeTokenStore::remove_any(std::int64_t limit) {
    co_return co_await database_.execute(kRemoveAny, limit);
}

Task<void> OneTimeTokenStore::remove_all_after(sql::Session& session, const OneTimeTokenRow& used) {
    co_await session.execute(kRemoveAfter, used.user_id, used.purpose, used.id, used.email);
}

Task<std::int64_t> OneTimeTokenStore::count(sql::Session& session, UserId user,
                                            std::string_view purpose, Time now) {
    co_return co_await session.one<std::int64_t>(kCount, user, purpose, now);
}

Task<std::int64_t> OneTimeTokenStore::remove_expired(Time now, std::int64_t limit) {
    co_return co_await database_.execute(kRemoveExpired, now, limit);
}

}  // namespace gatehouse::auth
