#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::auth {

/// A row of `one_time_tokens`.
struct OneTimeTokenRow {
    Uuid id;
    UserId user_id;
    std::string purpose;
    std::string token_hash;
    std::string code_hash;
    std::int64_t code_attempts;
    std::string email;         ///< the address that using the token proves
    std::string browser_hash;  ///< of the browser that asked for it; empty: unknown
    Time created_at;
    Time expires_at;
};
BOOST_DESCRIBE_STRUCT(OneTimeTokenRow, (),
                      (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                       browser_hash, created_at, expires_at))

/// The table `one_time_tokens`. Without state of its own: shared
/// between loops.
class OneTimeTokenStore {
public:
    explicit OneTimeTokenStore(sql::Database& database) : database_(database) {}

    /// Stores a token instead of the account's earlier one of this purpose; ways back to an old
    /// address stay beside each other.
    Task<void> replace(sql::Session& session, const OneTimeTokenRow& row);
    /// The token with this hash if it has not expired; it stays.
    Task<std::optional<OneTimeTokenRow>> find(std::string_view purpose, std::string_view token_hash,
                                              Time now);
    /// Removes the token with this hash and gives it, if it has not expired: of parallel calls one
    /// gets it.
    Task<std::optional<OneTimeTokenRow>> take(sql::Session& session, std::string_view purpose,
                                              std::string_view token_hash, Time now);
    /// The column `browser_hash` of the account's token of this purpose.
    Task<std::optional<std::string>> find_browser(sql::Session& session, UserId user,
                                                  std::string_view purpose);
    /// Counts one try at the codes that were sent to an address for this purpose, and gives their
    /// tokens, mostly one, with this try in `code_attempts`, however many there were before. Where
    /// there is none, `decoy` is counted and given.
    Task<std::vector<OneTimeTokenRow>> try_codes(std::string_view email, std::string_view purpose,
                                                 const Uuid& decoy, Time now);
    /// Makes the rows that `decoy` gives, where they are missing; before the first request.
    Task<void> plant_decoys();
    /// One of the rows that belong to nobody and have no code or token, so that a wrong code costs
    /// the same where none was sent.
    [[nodiscard]] static Uuid decoy(std::uint8_t number);
    /// Takes one try of a token's code back.
    Task<void> give_back(const Uuid& id);
    /// Removes the account's tokens.
    Task<void> remove_all(sql::Session& session, UserId user);
    /// Removes the account's tokens of all purposes but `kept` (empty: none); ways back to an old
    /// address stay, as whoever took the account over must not be able to end them.
    Task<void> remove_others(sql::Session& session, UserId user, std::string_view kept);
    /// Removes up to `limit` tokens, whosever; gives how many.
    Task<std::int64_t> remove_any(std::int64_t limit);
    /// Removes all tokens of the account but those of the same purpose that were made before `used`
    /// and sent to another address.
    Task<void> remove_all_after(sql::Session& session, const OneTimeTokenRow& used);
    /// How many live tokens of this purpose the account has.
    Task<std::int64_t> count(sql::Session& session, UserId user, std::string_view purpose,
                             Time now);
    /// Removes up to `limit` expired tokens; gives how many.
    Task<std::int64_t> remove_expired(Time now, std::int64_t limit);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
