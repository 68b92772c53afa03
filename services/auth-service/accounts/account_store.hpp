#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::auth {

/// A row of `users`.
struct Account {
    static constexpr std::string_view kActive = "active";
    static constexpr std::string_view kDisabled = "disabled";
    static constexpr std::string_view kAdminRole = "admin";

    UserId id;
    std::string email;
    std::string password;
    std::string name;
    std::string roles;
    std::string status;
    std::optional<Time> email_verified_at;
    std::int64_t version;
    Time created_at;

    [[nodiscard]] bool active() const noexcept { return status == kActive; }
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, email, password, name, roles, status, email_verified_at, version,
                       created_at))

/// The names in a column `roles`.
[[nodiscard]] std::vector<std::string> split_roles(std::string_view roles);

/// The table `users`. Without state of its own: shared between loops.
class AccountStore {
public:
    explicit AccountStore(sql::Database& database) : database_(database) {}

    Task<std::optional<Account>> find_by_email(const Email& email);
    Task<std::optional<Account>> find(UserId id);
    /// False when the address is taken.
    Task<bool> insert(sql::Session& session, const Account& account);
    /// Notes a sign-in with the password whose hash is `checked`, which `hash` replaces (the same,
    /// or a fresh one of that password); false when the account is no longer active or its password
    /// is another one by now. Who changes an account updates its row first and ends its sessions
    /// then: so no session begins with what is no longer valid.
    Task<bool> note_sign_in(sql::Session& session, UserId id, const std::string& checked,
                            const std::string& hash, Time now);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
