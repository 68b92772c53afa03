#include "services/user-service/profiles/profile_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/sql/insert_many.hpp"
#include "platform/sql/row.hpp"
#include "services/user-service/profiles/name_key.hpp"

namespace gatehouse::user {
namespace {

constexpr sql::Query kFind{"profile_find", R"sql(
SELECT user_id, name, bio, avatar_url, preferences, version, updated_at, name_changed_at
FROM user_profiles WHERE user_id = $1)sql"};

constexpr sql::Query kFindPublic{"profile_find_public", R"sql(
SELECT user_id, name, bio, avatar_url FROM user_profiles WHERE user_id = $1)sql"};

// As many parameters as a batch may have; those not needed are the nil UUID, which nobody has.
constexpr sql::Query kFindPublicBatch{"profile_find_public_batch", R"sql(
SELECT user_id, name, bio, avatar_url FROM user_profiles WHERE user_id IN (
$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40,
$41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60,
$61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80,
$81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99,
$100))sql"};

constexpr sql::Query kList{"profile_list", R"sql(
SELECT user_id, name, name_key, bio, avatar_url, created_at, updated_at FROM user_profiles
WHERE name_key >= $1 AND name_key < $2 AND (name_key, user_id) > ($3, $4)
ORDER BY name_key, user_id LIMIT $5)sql"};

constexpr sql::Query kInsert{"profile_insert", R"sql(
INSERT INTO user_profiles (id, user_id, name, name_key, bio, avatar_url, preferences, version,
                           created_at, updated_at)
VALUES ($1, $2, $3, $4, '', NULL, '{}', 1, $5, $5)
ON CONFLICT (user_id) DO NOTHING)sql"};

const sql::InsertMany& insert_many() {
    static const sql::InsertMany insert{"profile_insert_imported", R"sql(
INSERT INTO user_profiles (id, user_id, name, name_key, bio, preferences, version, created_at,
                           updated_at))sql",
                                        9, "ON CONFLICT (user_id) DO NOTHING"};
    return insert;
}

constexpr sql::Query kUpdate{"profile_update", R"sql(
UPDATE user_profiles
SET name = $3, name_key = $4, bio = $5, avatar_url = $6, preferences = $7, updated_at = $8,
    name_changed_at = $9, version = version + 1
WHERE user_id = $1 AND version = $2
RETURNING version)sql"};

// Of two changes at the same moment the administrator's counts, here as there.
constexpr sql::Query kRename{"profile_rename", R"sql(
UPDATE user_profiles
SET name = $2, name_key = $3, name_changed_at = $4, version = version + 1,
    updated_at = CASE WHEN updated_at < $4 THEN $4 ELSE updated_at END
WHERE user_id = $1 AND name_changed_at <= $4)sql"};

constexpr sql::Query kRemove{"profile_remove", "DELETE FROM user_profiles WHERE user_id = $1"};

/// Above every name: the last code point that Unicode will ever have.
constexpr std::string_view kLastCodePoint = "\xF4\x8F\xBF\xBF";

struct Version {
    std::int64_t version;
};
BOOST_DESCRIBE_STRUCT(Version, (), (version))

}  // namespace

Task<std::optional<Profile>> ProfileStore::find(UserId user) {
    co_return co_await database_.maybe<Profile>(kFind, user);
}

Task<std::optional<PublicProfile>> ProfileStore::find_public(UserId user) {
    co_return co_await database_.maybe<PublicProfile>(kFindPublic, user);
}

Task<std::vector<PublicProfile>> ProfileStore::find_public(std::span<const UserId> users) {
    if (users.size() > kMaxBatch) throw std::length_error("too many profiles at once");
    std::vector<sql::Value> parameters(kMaxBatch, Uuid{});
    std::ranges::transform(users, parameters.begin(),
                           [](UserId user) -> sql::Value { return user.uuid(); });
    const sql::Result result = co_await database_.run(kFindPublicBatch, parameters);
    std::vector<PublicProfile> profiles;
    profiles.reserve(result.size());
    for (std::size_t index = 0; index < result.size(); ++index) {
        profiles.push_back(sql::read_row<PublicProfile>(kFindPublicBatch, result.row(index)));
    }
    co_return profiles;
}

Task<std::vector<ListedProfile>> ProfileStore::list(std::string_view prefix,
                                                    const ListPosition& after, std::int64_t limit) {
    // The higher of the two bounds, so that a late page does not walk over all earlier ones.
    const std::string lowest{std::max<std::string_view>(prefix, after.name_key)};
    const std::string end = std::string{prefix}.append(kLastCodePoint);
    co_return co_await database_.all<ListedProfile>(kList, lowest, end, after.name_key, after.id,
                                                    limit);
}

Task<void> ProfileStore::insert(sql::Session& session, const contracts::UserRegistered& event) {
    co_await session.execute(kInsert, ids_.next(), event.user_id, event.name, name_key(event.name),
                             event.registered_at);
}

Task<void> ProfileStore::insert_all(sql::Session& session, const contracts::UsersImported& event) {
    std::vector<std::string> keys;
    for (const auto& user : event.users)
        keys.push_back(name_key(user.name));
    std::vector<sql::Value> rows;
    for (std::size_t index = 0; index < keys.size(); ++index) {
        const contracts::ImportedUser& user = event.users[index];
        for (const Uuid& id : {ids_.next(), user.user_id.uuid()})
            rows.emplace_back(id);
        for (const std::string_view text :
             {std::string_view{user.name}, std::string_view{keys[index]}, std::string_view{""},
              std::string_view{"{}"}}) {
            rows.emplace_back(text);
        }
        for (const std::int64_t number :
             {std::int64_t{1}, unix_ms(user.registered_at), unix_ms(user.registered_at)}) {
            rows.emplace_back(number);
        }
    }
    co_await insert_many().run(session, rows);
}

Task<std::optional<std::int64_t>> ProfileStore::update(sql::Session& session,
                                                       const Profile& profile) {
    const auto row = co_await session.maybe<Version>(
        kUpdate, profile.user_id, profile.version, profile.name, name_key(profile.name),
        profile.bio, profile.avatar_url, profile.preferences, profile.updated_at,
        profile.name_changed_at);
    co_return row ? std::optional{row->version} : std::nullopt;
}

Task<void> ProfileStore::rename(sql::Session& session, UserId user, std::string_view name,
                                Time changed_at) {
    co_await session.execute(kRename, user, name, name_key(name), changed_at);
}

Task<void> ProfileStore::remove(sql::Session& session, UserId user) {
    co_await session.execute(kRemove, user);
}

}  // namespace gatehouse::user
