#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/events.hpp"
#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::user {

/// A row of `user_profiles` as its owner sees it.
struct Profile {
    UserId user_id;
    std::string name;
    std::string bio;
    std::optional<std::string> avatar_url;
    std::string preferences;  ///< the text of a JSON object
    std::int64_t version;
    Time updated_at;
    Time name_changed_at;  ///< here or in the auth-service; the epoch: never
};
BOOST_DESCRIBE_STRUCT(Profile, (),
                      (user_id, name, bio, avatar_url, preferences, version, updated_at,
                       name_changed_at))

/// What everybody may see of a profile; its JSON is the public profile.
struct PublicProfile {
    UserId id;
    std::string name;
    std::string bio;
    std::optional<std::string> avatar_url;
};
BOOST_DESCRIBE_STRUCT(PublicProfile, (), (id, name, bio, avatar_url))

/// What administrators see in lists.
struct ListedProfile {
    UserId id;
    std::string name;
    std::string name_key;
    std::string bio;
    std::optional<std::string> avatar_url;
    Time created_at;
    Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ListedProfile, (),
                      (id, name, name_key, bio, avatar_url, created_at, updated_at))

/// A place in the list by name, behind which a page begins.
struct ListPosition {
    std::string name_key;
    UserId id;
};

/// The table `user_profiles`. Without state of its own: shared between loops.
class ProfileStore {
public:
    static constexpr std::size_t kMaxBatch = 100;

    ProfileStore(sql::Database& database, IdSource& ids) : database_(database), ids_(ids) {}

    Task<std::optional<Profile>> find(UserId user);
    Task<std::optional<PublicProfile>> find_public(UserId user);
    /// The public profiles of up to `kMaxBatch` users, in no order; unknown ids are left out.
    Task<std::vector<PublicProfile>> find_public(std::span<const UserId> users);
    /// Up to `limit` profiles behind `after` whose name begins with `prefix` (a name key), by name.
    Task<std::vector<ListedProfile>> list(std::string_view prefix, const ListPosition& after,
                                          std::int64_t limit);

    /// Creates the profile of a new account; nothing happens when it has one.
    Task<void> insert(sql::Session& session, const contracts::UserRegistered& event);
    /// The same for accounts that were imported.
    Task<void> insert_all(sql::Session& session, const contracts::UsersImported& event);
    /// Replaces what its owner may change if the row still has `profile.version`; gives the new
    /// version.
    Task<std::optional<std::int64_t>> update(sql::Session& session, const Profile& profile);
    /// Gives the profile another name that it got elsewhere at `changed_at`, unless it has one of
    /// a later time.
    Task<void> rename(sql::Session& session, UserId user, std::string_view name, Time changed_at);
    Task<void> remove(sql::Session& session, UserId user);

private:
    sql::Database& database_;
    IdSource& ids_;
};

}  // namespace gatehouse::user
