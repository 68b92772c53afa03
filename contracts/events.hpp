#pragma once

#include <string>

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
};
BOOST_DESCRIBE_STRUCT(UserRegistered, (), (user_id, name, registered_at))

/// An account is being erased: every service removes what it holds about the person.
struct UserErased {
    static constexpr std::string_view kTopic = "auth.user_erased";
    UserId user_id;
    Time erased_at;
};
BOOST_DESCRIBE_STRUCT(UserErased, (), (user_id, erased_at))

}  // namespace gatehouse::contracts
