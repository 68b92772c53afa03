#include "services/auth-service/accounts/account_store.hpp"

#include <algorithm>
#include <ranges>

#include "contracts/unicode.hpp"
#include "platform/base/utf8.hpp"
#include "platform/sql/insert_many.hpp"
#include "platform/sql/row.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kFindByEmail{"account_find_by_email", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE email = $1)sql"};

constexpr sql::Query kFind{"account_find", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE id = $1)sql"};

// While an account can get an address back, nobody else gets it.
constexpr sql::Query kIsTaken{"account_is_taken", R"sql(
SELECT (SELECT count(*) FROM users WHERE email = $1) +
       (SELECT count(*) FROM one_time_tokens
        WHERE email = $1 AND purpose = 'undo_email_change' AND expires_at > $2))sql"};

constexpr sql::Query kFindFormer{"account_find_former", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE id IN (SELECT user_id FROM one_time_tokens WHERE email = $1
                        AND purpose = 'undo_email_change' AND expires_at > $2)
ORDER BY id LIMIT 1)sql"};

constexpr sql::Query kInsert{"account_insert", R"sql(
INSERT INTO users (id, email, password, name, roles, status, email_verified_at, version,
                   created_at, updated_at, name_key)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10
WHERE NOT EXISTS (SELECT 1 FROM one_time_tokens
                  WHERE email = $2 AND purpose = 'undo_email_change' AND expires_at > $9)
ON CONFLICT (email) DO NOTHING)sql"};

const sql::InsertMany& insert_imported() {
    static const sql::InsertMany insert{"account_insert_imported", R"sql(
INSERT INTO users (id, email, password, name, roles, status, email_verified_at, version,
                   created_at, updated_at, name_key, signed_in_at))sql",
                                        12, "ON CONFLICT DO NOTHING RETURNING id"};
    return insert;
}

// As many as are looked up at once; those not needed are empty, which no address is.
constexpr std::size_t kEmailsAtOnce = 16;
constexpr sql::Query kFindAllByEmail{"account_find_all_by_email", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, version, created_at
FROM users WHERE email IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                           $16))sql"};

constexpr sql::Query kListToExport{"account_list_to_export", R"sql(
SELECT id, email, password, name, roles, status, email_verified_at, created_at, signed_in_at
FROM users WHERE id > $1 ORDER BY id LIMIT $2)sql"};

constexpr sql::Query kNoteSignIn{"account_note_sign_in", R"sql(
UPDATE users SET signed_in_at = $4, password = $3
WHERE id = $1 AND password = $2 AND status = 'active' AND version = $5)sql"};

constexpr sql::Query kHasSignedIn{"account_has_signed_in", R"sql(
SELECT count(*) FROM users WHERE id = $1 AND signed_in_at IS NOT NULL)sql"};

constexpr sql::Query kNoteRenamed{"account_note_renamed", R"sql(
UPDATE users
SET name_changed_at = CASE WHEN name_changed_at < $2 THEN $2 ELSE name_changed_at + 1 END
WHERE id = $1 RETURNING name_changed_at)sql"};

constexpr sql::Query kRename{"account_rename", R"sql(
UPDATE users
SET name = $2, name_key = $3, name_changed_at = $4,
    updated_at = CASE WHEN updated_at < $4 THEN $4 ELSE updated_at + 1 END
WHERE id = $1 AND name_changed_at < $4)sql"};

constexpr sql::Query kFindDetails{"account_find_details", R"sql(
SELECT id, email, name, roles, status, email_verified_at, version, created_at, updated_at,
       signed_in_at
FROM users WHERE id = $1)sql"};

constexpr sql::Query kList{"account_list", R"sql(
SELECT id, email, name, roles, status, email_verified_at, version, created_at, updated_at,
       signed_in_at
FROM users WHERE id < $1 AND ($2 = '' OR status = $2) ORDER BY id DESC LIMIT $3)sql"};

constexpr sql::Query kSearch{"account_search", R"sql(
SELECT id, email, name, roles, status, email_verified_at, version, created_at, updated_at,
       signed_in_at
FROM users
WHERE id < $1 AND ($2 = '' OR status = $2)
    AND ((email >= $3 AND email < $4) OR (name_key >= $3 AND name_key < $4))
ORDER BY id DESC LIMIT $5)sql"};

// An update that changes nothing locks the rows, in the one text for both databases.
constexpr sql::Query kLockAdmins{"account_lock_admins", R"sql(
UPDATE users SET updated_at = updated_at WHERE roles <> ''
RETURNING id, email, name, roles, status, email_verified_at, version, created_at, updated_at,
          signed_in_at)sql"};

constexpr sql::Query kLock{"account_lock", R"sql(
UPDATE users SET updated_at = updated_at WHERE id = $1
RETURNING id, email, name, roles, status, email_verified_at, version, created_at, updated_at,
          signed_in_at)sql"};

constexpr sql::Query kUpdate{"account_update", R"sql(
UPDATE users SET name = $2, name_key = $3, roles = $4, status = $5, version = $6, updated_at = $7
WHERE id = $1)sql"};

// A code point may become eighteen in NFKC, and PostgreSQL's index entries end at 2,704 bytes.
constexpr std::size_t kMaxKeySize = 400;
constexpr std::string_view kLastCodePoint = "\xF4\x8F\xBF\xBF";

constexpr sql::Query kSetPassword{"account_set_password", R"sql(
UPDATE users SET password = $3, updated_at = $4 WHERE id = $1 AND password = $2)sql"};

constexpr sql::Query kVoidPassword{"account_void_password", R"sql(
UPDATE users SET password = $2, updated_at = $3 WHERE id = $1)sql"};

constexpr sql::Query kSetVerified{"account_set_verified", R"sql(
UPDATE users SET email_verified_at = $3, updated_at = $3 WHERE id = $1 AND email = $2)sql"};

constexpr sql::Query kSetEmail{"account_set_email", R"sql(
UPDATE users SET email = $3, email_verified_at = $4, updated_at = $4
WHERE id = $1 AND email = $2 AND NOT EXISTS (SELECT 1 FROM users WHERE email = $3)
    AND NOT EXISTS (SELECT 1 FROM one_time_tokens WHERE email = $3 AND user_id <> $1
                    AND purpose = 'undo_email_change' AND expires_at > $4))sql"};

constexpr sql::Query kRemove{"account_remove", "DELETE FROM users WHERE id = $1"};

}  // namespace

bool AccountDetails::active_admin() const {
    const std::vector<std::string> names = split_roles(roles);
    return status == Account::kActive &&
           std::ranges::find(names, Account::kAdminRole) != names.end();
}

std::string search_key(std::string_view text) {
    return std::string{utf8::cut(unicode::lower(unicode::nfkc(text)), kMaxKeySize)};
}

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

Task<bool> AccountStore::is_taken(const Email& email, Time now) {
    co_return co_await database_.one<std::int64_t>(kIsTaken, email.text(), now) != 0;
}

Task<std::optional<Account>> AccountStore::find_former(sql::Session& session,
                                                       std::string_view email, Time now) {
    co_return co_await session.maybe<Account>(kFindFormer, email, now);
}

Task<std::optional<AccountDetails>> AccountStore::find_details(UserId id) {
    co_return co_await database_.maybe<AccountDetails>(kFindDetails, id);
}

Task<std::vector<AccountDetails>> AccountStore::list(const AccountFilter& filter, UserId before,
                                                     std::int64_t limit) {
    if (filter.prefix.empty()) {
        co_return co_await database_.all<AccountDetails>(kList, before, filter.status, limit);
    }
    const std::string end = filter.prefix + std::string{kLastCodePoint};
    co_return co_await database_.all<AccountDetails>(kSearch, before, filter.status, filter.prefix,
                                                     end, limit);
}

Task<std::size_t> AccountStore::lock_admins(sql::Session& transaction) {
    const auto with_roles = co_await transaction.all<AccountDetails>(kLockAdmins);
    co_return static_cast<std::size_t>(
        std::ranges::count_if(with_roles, &AccountDetails::active_admin));
}

Task<std::optional<AccountDetails>> AccountStore::lock(sql::Session& transaction, UserId id) {
    co_return co_await transaction.maybe<AccountDetails>(kLock, id);
}

Task<void> AccountStore::update(sql::Session& transaction, const AccountDetails& account) {
    co_await transaction.execute(kUpdate, account.id, account.name, search_key(account.name),
                                 account.roles, account.status, account.version,
                                 account.updated_at);
}

Task<bool> AccountStore::insert(sql::Session& session, const Account& account) {
    const std::int64_t inserted =
        co_await session.execute(kInsert, account.id, account.email, account.password, account.name,
                                 account.roles, account.status, account.email_verified_at,
                                 account.version, account.created_at, search_key(account.name));
    co_return inserted == 1;
}

Task<std::vector<UserId>> AccountStore::insert_all(
    sql::Session& session, std::span<const ImportedAccount* const> accounts) {
    std::vector<sql::Value> rows;
    for (const ImportedAccount* imported : accounts) {
        const Account& account = imported->account;
        rows.emplace_back(account.id.uuid());
        for (const std::string* text :
             {&account.email, &account.password, &account.name, &account.roles, &account.status}) {
            rows.emplace_back(std::string_view{*text});
        }
        rows.push_back(sql::Codec<std::optional<Time>>::value(account.email_verified_at));
        rows.emplace_back(account.version);
        rows.emplace_back(unix_ms(account.created_at));
        rows.emplace_back(unix_ms(imported->updated_at));
        rows.emplace_back(std::string_view{imported->name_key});
        rows.push_back(sql::Codec<std::optional<Time>>::value(imported->signed_in_at));
    }
    std::vector<UserId> inserted;
    const sql::Query& query = insert_imported().query();
    for (const sql::Result& result : co_await insert_imported().run(session, rows)) {
        for (std::size_t row = 0; row < result.size(); ++row) {
            inserted.push_back(sql::read_row<UserId>(query, result.row(row)));
        }
    }
    co_return inserted;
}

Task<std::vector<Account>> AccountStore::find_all_by_email(
    sql::Session& session, std::span<const std::string_view> emails) {
    std::vector<Account> accounts;
    while (!emails.empty()) {
        const std::size_t count = std::min(emails.size(), kEmailsAtOnce);
        std::vector<sql::Value> wanted(kEmailsAtOnce, std::string_view{});
        std::ranges::copy(emails.first(count), wanted.begin());
        emails = emails.subspan(count);
        const sql::Result result = co_await session.run(kFindAllByEmail, wanted);
        for (std::size_t row = 0; row < result.size(); ++row) {
            accounts.push_back(sql::read_row<Account>(kFindAllByEmail, result.row(row)));
        }
    }
    co_return accounts;
}

Task<std::vector<ExportedAccount>> AccountStore::list_to_export(UserId after, std::int64_t limit) {
    co_return co_await database_.all<ExportedAccount>(kListToExport, after, limit);
}

Task<bool> AccountStore::note_sign_in(sql::Session& session, const Account& account,
                                      const std::string& hash, Time now) {
    const std::int64_t noted = co_await session.execute(kNoteSignIn, account.id, account.password,
                                                        hash, now, account.version);
    co_return noted == 1;
}

Task<bool> AccountStore::has_signed_in(sql::Session& session, UserId id) {
    co_return co_await session.one<std::int64_t>(kHasSignedIn, id) == 1;
}

Task<Time> AccountStore::note_renamed(sql::Session& transaction, UserId id, Time now) {
    co_return co_await transaction.one<Time>(kNoteRenamed, id, now);
}

Task<bool> AccountStore::rename(sql::Session& transaction, UserId id, std::string_view name,
                                Time changed_at) {
    co_return co_await transaction.execute(kRename, id, name, search_key(name), changed_at) == 1;
}

Task<bool> AccountStore::set_password(sql::Session& session, UserId id, std::string_view old_hash,
                                      std::string_view new_hash, Time now) {
    co_return co_await session.execute(kSetPassword, id, old_hash, new_hash, now) == 1;
}

Task<void> AccountStore::void_password(sql::Session& session, UserId id, Time now) {
    co_await session.execute(kVoidPassword, id, Account::kNoPassword, now);
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
