#include "services/auth-service/accounts/account_store.hpp"

#include <ranges>

namespace gatehouse::auth {
namespace {

constexpr sql::Query kFindByEmail{"account_find_by_email", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE email = $1)sql"};

constexpr sql::Query kFind{"account_find", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE id = $1)sql"};

constexpr sql::Query kInsert{"account_insert", R"sql(
INSERT INTO users (id, email, password, name, roles, status, email_verified_at, version,
                   created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
ON CONFLICT (email) DO NOTHING)sql"};

constexpr sql::Query kNoteSignIn{"account_note_sign_in", R"sql(
UPDATE users SET signed_in_at = $4, password = $3
WHERE id = $1 AND password = $2 AND status = 'active')sql"};

constexpr sql::Query kSetPassword{"account_set_password", R"sql(
UPDATE users SET password = $3, updated_at = $4 WHERE id = $1 AND password = $2)sql"};

constexpr sql::Query kSetVerified{"account_set_verified", R"sql(
UPDATE users SET email_verified_at = $3, updated_at = $3 WHERE id = $1 AND email = $2)sql"};

constexpr sql::Query kSetEmail{"account_set_email", R"sql(
UPDATE users SET email = $3, email_verified_at = $4, updated_at = $4
WHERE id = $1 AND email = $2 AND NOT EXISTS (SELECT 1 FROM users WHERE email = $3))sql"};

constexpr sql::Query kRemove{"account_remove", "DELETE FROM users WHERE id = $1"};

}  // namespace

std::vector<std::string> split_roles(std::string_view roles) {
    std::vector<std::string> names;
    for (const auto part : std::views::split(roles, ' ')) {
        if (!part.empty()) names.emplace_back(part.begin(), part.end());
    }
    return names;
}

Task<std::optional<Account>> AccountStore::find_by_email(const Email& email) {
    co_return co_await database_.maybe<Account>(kFindByEmail, email.text());
}

Task<std::optional<Account>> AccountStore::find(UserId id) {
    co_return co_await database_.maybe<Account>(kFind, id);
}

Task<std::optional<Account>> AccountStore::find_by_email(sql::Session& session,
                                                         std::string_view email) {
    co_return co_await session.maybe<Account>(kFindByEmail, email);
}

Task<std::optional<Account>> AccountStore::find(sql::Session& session, UserId id) {
    co_return co_await session.maybe<Account>(kFind, id);
}

Task<bool> AccountStore::insert(sql::Session& session, const Account& account) {
    const std::int64_t inserted = co_await session.execute(
        kInsert, account.id, account.email, account.password, account.name, account.roles,
        account.status, account.email_verified_at, account.version, account.created_at);
    co_return inserted == 1;
}

Task<bool> AccountStore::note_sign_in(sql::Session& session, UserId id, const std::string& checked,
                                      const std::string& hash, Time now) {
    const std::int64_t noted = co_await session.execute(kNoteSignIn, id, checked, hash, now);
    co_return noted == 1;
}

Task<bool> AccountStore::set_password(sql::Session& session, UserId id, std::string_view old_hash,
                                      std::string_view new_hash, Time now) {
    co_return co_await session.execute(kSetPassword, id, old_hash, new_hash, now) == 1;
}

Task<bool> AccountStore::set_verified(sql::Session& session, UserId id, std::string_view email,
                                      Time now) {
    co_return co_await session.execute(kSetVerified, id, email, now) == 1;
}

Task<bool> AccountStore::set_email(sql::Session& session, UserId id, std::string_view old_email,
                                   std::string_view new_email, Time now) {
    co_return co_await session.execute(kSetEmail, id, old_email, new_email, now) == 1;
}

Task<bool> AccountStore::remove(sql::Session& session, UserId id) {
    co_return co_await session.execute(kRemove, id) == 1;
}

}  // namespace gatehouse::auth
