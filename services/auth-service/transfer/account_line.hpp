#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/display_name.hpp"
#include "contracts/email.hpp"
#include "contracts/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/firebase_hash.hpp"
#include "platform/crypto/password_hash.hpp"
#include "platform/json/json.hpp"
#include "services/auth-service/accounts/account_store.hpp"

namespace gatehouse::auth {

/// One line of a file of accounts, as it is imported and exported.
struct AccountLine {
    std::optional<UserId> id;
    Email email;
    DisplayName name;
    std::optional<std::string> password_hash;
    std::optional<std::string> password_pepper;  ///< of a hash of Gatehouse: its pepper's print
    std::optional<bool> email_verified;
    std::optional<Time> email_verified_at;
    std::optional<Time> created_at;
    std::optional<Time> signed_in_at;
    std::optional<std::vector<Role>> roles;
    std::optional<bool> disabled;
};
BOOST_DESCRIBE_STRUCT(AccountLine, (),
                      (id, email, name, password_hash, password_pepper, email_verified,
                       email_verified_at, created_at, signed_in_at, roles, disabled))

/// What is wrong with one member of a line, or, with an empty pointer, with all of it.
struct LineFault {
    std::string pointer;
    std::string code;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(LineFault, (), (pointer, code, detail))

/// What may not be taken, and why.
struct RefusedLine {
    std::optional<std::string> email;  ///< as the line has it, when it has one
    std::vector<LineFault> faults;
};

/// A line as a new row, with what it says itself of what every row has.
struct NewRow {
    ImportedAccount imported;  ///< the id is nil when the line has none
    bool has_id;
    bool has_created_at;
};

/// What an import takes from lines.
struct LineRules {
    const crypto::PasswordHasher& hasher;
    const crypto::FirebaseProject* project = nullptr;  ///< of the file's Firebase hashes, or null
    bool allow_admins = false;
    Time now;
};

/// Reads one line. Every fault of its members is reported.
[[nodiscard]] std::expected<NewRow, RefusedLine> read_account_line(std::string_view text,
                                                                   const LineRules& rules);

/// Appends a row as a line; the hash only when `with_hash`.
void append_account_line(std::string& out, const ExportedAccount& account,
                         const crypto::PasswordHasher& hasher, bool with_hash);

/// The first member in which an account differs from what the line says about it; nothing when the
/// line was taken before. What the person has done since does not count: a proven address, a
/// password that this system has hashed.
[[nodiscard]] std::optional<std::string_view> first_difference(const Account& account,
                                                               const NewRow& line);

}  // namespace gatehouse::auth
