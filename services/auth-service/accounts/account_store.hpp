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
    /// Notes a sign-in to the account as it was read; false when it was disabled or its credentials
    /// have changed since (another `version`). Who changes an account updates its row first and
    /// ends its sessions then: so a session is never begun with what is no longer valid.
    Task<bool> note_sign_in(sql::Session& session, const Account& account, Time now);
    /// Replaces a hash unless it was changed meanwhile; the password stays the same one.
    Task<void> rehash(UserId id, const std::string& old_hash, const std::string& new_hash);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
