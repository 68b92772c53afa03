#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/reply.hpp"
#include "services/auth-service/accounts/account_store.hpp"

namespace gatehouse::auth {

enum class AccountStatus : std::uint8_t { active, disabled };
BOOST_DESCRIBE_ENUM(AccountStatus, active, disabled)

/// An account as administrators see it.
struct AdminUser {
    UserId id;
    std::string email;
    std::string name;
    AccountStatus status;
    std::vector<std::string> roles;
    bool email_verified;
    Time created_at;
    Time updated_at;
    std::optional<Time> signed_in_at;

    [[nodiscard]] static AdminUser of(const AccountDetails& account);
};
BOOST_DESCRIBE_STRUCT(AdminUser, (),
                      (id, email, name, status, roles, email_verified, created_at, updated_at,
                       signed_in_at))

/// The path of one account.
struct AdminUserPath {
    UserId id;
};
BOOST_DESCRIBE_STRUCT(AdminUserPath, (), (id))

/// The tag of an account as it is.
[[nodiscard]] http::ETag tag_of(const AccountDetails& account);

/// The account with its tag.
[[nodiscard]] http::Reply<AdminUser> answer_with(const AccountDetails& account);

}  // namespace gatehouse::auth
