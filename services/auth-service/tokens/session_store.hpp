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

/// A row of `refresh_tokens`: one session, which is one family of refresh tokens.
struct SessionRow {
    SessionId id;
    UserId user_id;
    std::string token;  ///< the salt of the family's codes
    std::int64_t generation;
    Time rotated_at;
    Time last_seen_at;
    Time expires_at;
    Time absolute_expires_at;
    Time authenticated_at;
    Time created_at;
    std::optional<Time> ended_at;
    std::string ip;
    std::string user_agent;

    [[nodiscard]] bool live(Time now) const noexcept {
        return !ended_at && expires_at > now && absolute_expires_at > now;
    }
};
BOOST_DESCRIBE_STRUCT(SessionRow, (),
                      (id, user_id, token, generation, rotated_at, last_seen_at, expires_at,
                       absolute_expires_at, authenticated_at, created_at, ended_at, ip, user_agent))

/// What a refresh needs to know after it has a generation of its own.
struct Rotation {
    std::string token;
    UserId user_id;
    std::int64_t generation;
    Time absolute_expires_at;
    std::string account;  ///< `<version> <status> <roles...>`, see `AccountState`
};
BOOST_DESCRIBE_STRUCT(Rotation, (), (token, user_id, generation, absolute_expires_at, account))

/// A session as a refresh sees it that got no rotation.
struct Family {
    std::string token;
    UserId user_id;
    std::int64_t generation;
    Time rotated_at;
    Time expires_at;
    Time absolute_expires_at;
    std::optional<Time> ended_at;
    std::string account;  ///< as in `Rotation`

    [[nodiscard]] bool live(Time now) const noexcept {
        return !ended_at && expires_at > now && absolute_expires_at > now;
    }
};
BOOST_DESCRIBE_STRUCT(Family, (),
                      (token, user_id, generation, rotated_at, expires_at, absolute_expires_at,
                       ended_at, account))

/// What a session that may have ended still tells: where it was begun from.
struct PastSession {
    std::string ip;
    std::string user_agent;
    std::string end_reason;  ///< empty: it has not ended, or ran out
};
BOOST_DESCRIBE_STRUCT(PastSession, (), (ip, user_agent, end_reason))

/// Why a session ended, as the column `end_reason` says it.
namespace end_reason {
inline constexpr std::string_view kSignedOut = "signed_out";
inline constexpr std::string_view kEndedByUser = "ended_by_user";
inline constexpr std::string_view kTokenReused = "token_reused";
inline constexpr std::string_view kTokenForged = "token_forged";
inline constexpr std::string_view kAccountDisabled = "account_disabled";
inline constexpr std::string_view kPasswordChanged = "password_changed";
inline constexpr std::string_view kPasswordReset = "password_reset";
inline constexpr std::string_view kAddressProven = "address_proven";
inline constexpr std::string_view kEmailChangeUndone = "email_change_undone";
inline constexpr std::string_view kAccountDeleted = "account_deleted";
inline constexpr std::string_view kEndedByAdmin = "ended_by_admin";
inline constexpr std::string_view kSessionLimit = "session_limit";
inline constexpr std::string_view kRestored = "restored";
}  // namespace end_reason

/// The table `refresh_tokens`. Without state of its own: shared between loops.
class SessionStore {
public:
    explicit SessionStore(sql::Database& database) : database_(database) {}

    Task<void> insert(sql::Session& session, const SessionRow& row);
    /// Notes that the session's owner has just shown the password.
    Task<void> set_authenticated(sql::Session& session, SessionId id, Time now);
    /// Advances a live session from exactly this generation, in one statement: of parallel calls
    /// one gets the rotation, all others nothing. Durable when it returns.
    Task<std::optional<Rotation>> rotate(SessionId id, std::int64_t generation, Time now,
                                         Time idle_until);
    Task<std::optional<Family>> find_family(SessionId id);
    Task<std::optional<SessionRow>> find(SessionId id);
    /// A user's live sessions, newest first, from below `before` on.
    Task<std::vector<SessionRow>> list_live(UserId user, SessionId before, Time now,
                                            std::int64_t limit);
    /// A user's newest sessions, live or not.
    Task<std::vector<PastSession>> list_past(sql::Session& session, UserId user,
                                             std::int64_t limit);
    /// Ends a session that has not ended; false when there is none.
    Task<bool> end(sql::Session& session, SessionId id, Time now, std::string_view reason);
    /// Ends all sessions of a user but `kept` (the nil id: all); gives those that had not ended.
    Task<std::vector<SessionId>> end_all(sql::Session& session, UserId user, SessionId kept,
                                         Time now, std::string_view reason);
    /// Ends live sessions of a user but the `kept` that were used last, up to `limit` of them;
    /// gives which.
    Task<std::vector<SessionId>> end_longest_unused(sql::Session& session, UserId user,
                                                    std::int64_t kept, Time now,
                                                    std::string_view reason, std::int64_t limit);
    /// Removes up to `limit` sessions of a user that have ended, oldest first, and are not among
    /// the `kept` newest of all.
    Task<void> forget_ended(sql::Session& session, UserId user, std::int64_t kept,
                            std::int64_t limit);
    /// Ends up to `limit` sessions, of whomever, whose ids are above `after`, in the order of ids;
    /// gives those that had not ended.
    Task<std::vector<SessionId>> end_page(sql::Session& session, SessionId after, Time now,
                                          std::string_view reason, std::int64_t limit);
    /// Sessions of a user that have neither ended nor run out.
    Task<std::vector<SessionId>> list_live_ids(sql::Session& session, UserId user, Time now);
    /// Removes up to `limit` sessions past their absolute end; gives how many.
    Task<std::int64_t> remove_expired(Time now, std::int64_t limit);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
