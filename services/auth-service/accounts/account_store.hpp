#pragma once

#include <cstdint>
#include <optional>
#include <span>
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

/// What an account may have beside what everybody has.
enum class Role : std::uint8_t { admin };
BOOST_DESCRIBE_ENUM(Role, admin)

/// A row of `users`.
struct Account {
    static constexpr std::string_view kActive = "active";
    static constexpr std::string_view kDisabled = "disabled";
    static constexpr std::string_view kAdminRole = "admin";
    /// In place of a hash: there is no password until one is chosen by a mailed token.
    static constexpr std::string_view kNoPassword = "!";

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
    [[nodiscard]] bool has_password() const noexcept { return password != kNoPassword; }
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, email, password, name, roles, status, email_verified_at, version,
                       created_at))

/// An account from another system, with what a new row has beyond it.
struct ImportedAccount {
    Account account;
    std::string name_key;  ///< `search_key` of the name
    Time updated_at;
    std::optional<Time> signed_in_at;
};

/// An account as administrators see it: everything but its password.
struct AccountDetails {
    UserId id;
    std::string email;
    std::string name;
    std::string roles;
    std::string status;
    std::optional<Time> email_verified_at;
    std::int64_t version;
    Time created_at;
    Time updated_at;
    std::optional<Time> signed_in_at;

    [[nodiscard]] bool active_admin() const;
};
BOOST_DESCRIBE_STRUCT(AccountDetails, (),
                      (id, email, name, roles, status, email_verified_at, version, created_at,
                       updated_at, signed_in_at))

/// A row of `users` with all that an export holds.
struct ExportedAccount {
    UserId id;
    std::string email;
    std::string password;
    std::string name;
    std::string roles;
    std::string status;
    std::optional<Time> email_verified_at;
    Time created_at;
    std::optional<Time> signed_in_at;
};
BOOST_DESCRIBE_STRUCT(ExportedAccount, (),
                      (id, email, password, name, roles, status, email_verified_at, created_at,
                       signed_in_at))

/// Which accounts a list has: those whose address or name begins with `prefix` (a `search_key`;
/// empty: all) and that have `status` (empty: any).
struct AccountFilter {
    std::string prefix;
    std::string_view status;
};

/// A name or an address as it is searched for: in Unicode form NFKC and lower case, cut to what an
/// index entry holds. `text` is UTF-8.
[[nodiscard]] std::string search_key(std::string_view text);

/// The names in a column `roles`.
[[nodiscard]] std::vector<std::string> split_roles(std::string_view roles);

/// The table `users`. Without state of its own: shared between loops.
class AccountStore {
public:
    explicit AccountStore(sql::Database& database) : database_(database) {}

    Task<std::optional<Account>> find_by_email(const Email& email);
    /// Whether an account has the address, or had it and can still get it back (EV-03).
    Task<bool> is_taken(const Email& email, Time now);
    Task<std::optional<Account>> find(UserId id);
    /// The same inside a transaction.
    Task<std::optional<Account>> find_by_email(sql::Session& session, std::string_view email);
    Task<std::optional<Account>> find(sql::Session& session, UserId id);
    /// An account that had this address and can get it back at `now`, the oldest of them.
    Task<std::optional<Account>> find_former(sql::Session& session, std::string_view email,
                                             Time now);
    Task<std::optional<AccountDetails>> find_details(UserId id);
    /// Accounts from below `before` on, newest first.
    Task<std::vector<AccountDetails>> list(const AccountFilter& filter, UserId before,
                                           std::int64_t limit);
    /// False when the address is taken, as `is_taken` says at the account's `created_at`.
    Task<bool> insert(sql::Session& session, const Account& account);
    /// Inserts those whose id and address are both free; gives their ids.
    static Task<std::vector<UserId>> insert_all(sql::Session& session,
                                                std::span<const ImportedAccount* const> accounts);
    /// The accounts with these addresses, in no order; those that there are not are left out.
    static Task<std::vector<Account>> find_all_by_email(sql::Session& session,
                                                        std::span<const std::string_view> emails);
    /// Accounts above `after` by their ids, up to `limit`, with all that an export holds.
    Task<std::vector<ExportedAccount>> list_to_export(UserId after, std::int64_t limit);
    /// Notes a sign-in to the account as it was read, with the password of its hash, which `hash`
    /// replaces (the same, or a fresh one of that password). False when the account is no longer
    /// active, or its password or its version (its roles) are others by now. Who changes an account
    /// updates its row first and ends its sessions then: so no session begins with what is no
    /// longer valid.
    Task<bool> note_sign_in(sql::Session& session, const Account& account, const std::string& hash,
                            Time now);
    /// Whether anybody ever signed in to the account (its sign-up does not count).
    Task<bool> has_signed_in(sql::Session& session, UserId id);
    /// Notes that the name was changed here at `now`, and gives the time that this change counts
    /// from: later than any before.
    Task<Time> note_renamed(sql::Session& transaction, UserId id, Time now);
    /// Gives the account another name that it got elsewhere at `changed_at`; false when it has one
    /// of that or a later time, or is not there.
    Task<bool> rename(sql::Session& transaction, UserId id, std::string_view name, Time changed_at);
    /// Sets another password, under which no sign-in with the old one that is being checked can
    /// begin a session; false when it is not `old_hash` any more.
    Task<bool> set_password(sql::Session& session, UserId id, std::string_view old_hash,
                            std::string_view new_hash, Time now);
    /// Leaves the account without a password, whichever it had.
    Task<void> void_password(sql::Session& session, UserId id, Time now);
    /// Notes that the address is proven; false when the account has another address by now.
    Task<bool> set_verified(sql::Session& session, UserId id, std::string_view email, Time now);
    /// Replaces the address by another proven one; false when the account has neither `old_email`
    /// any more nor `new_email` is free (nobody else has it or can get it back). Throws
    /// sql::ConstraintFailed when someone takes it at the same moment.
    Task<bool> set_email(sql::Session& session, UserId id, std::string_view old_email,
                         std::string_view new_email, Time now);
    /// Removes the account with its sessions; false when it is not there.
    Task<bool> remove(sql::Session& session, UserId id);
    /// How many active administrators there are; none of them changes before the transaction ends.
    Task<std::size_t> lock_admins(sql::Session& transaction);
    /// The account, which does not change before the transaction ends.
    Task<std::optional<AccountDetails>> lock(sql::Session& transaction, UserId id);
    /// Writes name, roles, status, version and updated_at.
    Task<void> update(sql::Session& transaction, const AccountDetails& account);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
