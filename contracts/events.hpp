#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::contracts {

/// An account was created. Topic `auth.user_registered`.
struct UserRegistered {
    static constexpr std::string_view kTopic = "auth.user_registered";
    UserId user_id;
    std::string name;
    Time registered_at;
    /// The languages that the request's Accept-Language asked for.
    std::optional<std::string> language{};
};
BOOST_DESCRIBE_STRUCT(UserRegistered, (), (user_id, name, registered_at, language))

/// An administrator gave an account another name. Topic `auth.user_renamed`.
struct AccountRenamed {
    static constexpr std::string_view kTopic = "auth.user_renamed";
    UserId user_id;
    std::string name;
    Time renamed_at;
};
BOOST_DESCRIBE_STRUCT(AccountRenamed, (), (user_id, name, renamed_at))

/// A person changed their name in their profile. Topic `user.renamed`.
struct ProfileRenamed {
    static constexpr std::string_view kTopic = "user.renamed";
    UserId user_id;
    std::string name;
    Time renamed_at;
};
BOOST_DESCRIBE_STRUCT(ProfileRenamed, (), (user_id, name, renamed_at))

/// One of many accounts that were taken over from another system.
struct ImportedUser {
    UserId user_id;
    std::string name;
    Time registered_at;
};
BOOST_DESCRIBE_STRUCT(ImportedUser, (), (user_id, name, registered_at))

/// Accounts were taken over from another system, up to a hundred with each event: nobody
/// registered, but services hold for them what they hold for those who did. Topic
/// `auth.users_imported`.
struct UsersImported {
    static constexpr std::string_view kTopic = "auth.users_imported";
    static constexpr std::size_t kMost = 100;
    std::vector<ImportedUser> users;
};
BOOST_DESCRIBE_STRUCT(UsersImported, (), (users))

/// An account is being erased: every service removes what it holds about the person.
struct UserErased {
    static constexpr std::string_view kTopic = "auth.user_erased";
    UserId user_id;
    Time erased_at;
};
BOOST_DESCRIBE_STRUCT(UserErased, (), (user_id, erased_at))

}  // namespace gatehouse::contracts
