#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"

namespace gatehouse::auth {

/// A kind of event in the audit trail: defined as constexpr objects below, told apart by name.
struct AuditAction {
    std::string_view name;  ///< stable: what happened to what
};

/// Everything that the audit trail knows of.
namespace audit_action {
inline constexpr AuditAction kRegistered{"user.registered"};
inline constexpr AuditAction kCreated{"user.created"};  ///< by an operator
inline constexpr AuditAction kImported{"user.imported"};
inline constexpr AuditAction kImportFinished{"users.import_finished"};
inline constexpr AuditAction kExportStarted{"users.export_started"};
inline constexpr AuditAction kSignedIn{"user.signed_in"};
inline constexpr AuditAction kSignInFailed{"user.sign_in_failed"};
inline constexpr AuditAction kSignInThrottled{"user.sign_in_throttled"};  ///< once in a while
inline constexpr AuditAction kSignedOut{"user.signed_out"};
inline constexpr AuditAction kReauthenticated{"user.reauthenticated"};
inline constexpr AuditAction kReauthenticationFailed{"user.reauthentication_failed"};
inline constexpr AuditAction kSessionsEnded{"user.sessions_ended"};
inline constexpr AuditAction kTokenReused{"session.token_reused"};
inline constexpr AuditAction kTokenForged{"session.token_forged"};
inline constexpr AuditAction kRefreshRefused{"session.refresh_refused"};
inline constexpr AuditAction kPasswordChanged{"user.password_changed"};
inline constexpr AuditAction kPasswordChangeFailed{"user.password_change_failed"};
inline constexpr AuditAction kPasswordResetRequested{"user.password_reset_requested"};
inline constexpr AuditAction kPasswordReset{"user.password_reset"};
inline constexpr AuditAction kEmailVerified{"user.email_verified"};
inline constexpr AuditAction kEmailChangeRequested{"user.email_change_requested"};
inline constexpr AuditAction kEmailChanged{"user.email_changed"};
inline constexpr AuditAction kEmailChangeUndone{"user.email_change_undone"};
inline constexpr AuditAction kNameChanged{"user.name_changed"};
inline constexpr AuditAction kRolesChanged{"user.roles_changed"};
inline constexpr AuditAction kStatusChanged{"user.status_changed"};
inline constexpr AuditAction kDeleted{"user.deleted"};
/// A backup was brought back: what happened after it is not in this trail.
inline constexpr AuditAction kRestored{"installation.restored"};
inline constexpr AuditAction kAccessDenied{"access.denied"};  ///< for want of a role

inline constexpr AuditAction kAll[] = {kRegistered,
                                       kCreated,
                                       kImported,
                                       kImportFinished,
                                       kExportStarted,
                                       kSignedIn,
                                       kSignInFailed,
                                       kSignInThrottled,
                                       kSignedOut,
                                       kReauthenticated,
                                       kReauthenticationFailed,
                                       kSessionsEnded,
                                       kTokenReused,
                                       kTokenForged,
                                       kRefreshRefused,
                                       kPasswordChanged,
                                       kPasswordChangeFailed,
                                       kPasswordResetRequested,
                                       kPasswordReset,
                                       kEmailVerified,
                                       kEmailChangeRequested,
                                       kEmailChanged,
                                       kEmailChangeUndone,
                                       kNameChanged,
                                       kRolesChanged,
                                       kStatusChanged,
                                       kDeleted,
                                       kRestored,
                                       kAccessDenied};
}  // namespace audit_action

enum class AuditOutcome : std::uint8_t { success, failure };
BOOST_DESCRIBE_ENUM(AuditOutcome, success, failure)

/// A member of an account or session and what it was and became; empty: nothing.
struct AuditChange {
    std::string field;
    std::string before;
    std::string after;
};
BOOST_DESCRIBE_STRUCT(AuditChange, (), (field, before, after))

/// Where an event came from. The address and the user agent are personal.
struct AuditOrigin {
    std::string ip{};
    std::string user_agent{};
    std::string request_id{};
    std::string trace_id{};
    std::optional<SessionId> session{};  ///< the caller's, as its access token says
};

/// The origin of an event that a request causes.
[[nodiscard]] AuditOrigin origin_of(const http::Context& context);

/// What an event says about its target that erasing the person must remove.
struct AuditSubject {
    std::optional<std::string> email{};
    std::optional<std::string> email_code{};  ///< of an address that may belong to no account
    std::optional<AuditChange> change{};      ///< of a personal member: an address, a name
};
BOOST_DESCRIBE_STRUCT(AuditSubject, (), (email, email_code, change))

/// One event as whoever causes it describes it. Passwords, tokens and codes belong into none of its
/// members, names and addresses into `origin` and `subject` alone.
struct AuditEvent {
    AuditAction action;
    Time at;
    AuditOrigin origin{};
    std::optional<UserId> actor{};       ///< who did it, when that is known
    std::optional<UserId> target{};      ///< the account it was done to, also one's own
    std::optional<SessionId> session{};  ///< the session it was done to or with; else the origin's
    AuditOutcome outcome = AuditOutcome::success;
    std::string reason{};                ///< a code such as `wrong_password`, or empty
    std::vector<AuditChange> changes{};  ///< of members that are not personal
    std::optional<AuditSubject> subject{};
};

/// An event of a person who does something to their own account.
[[nodiscard]] AuditEvent own_event(AuditAction action, UserId person, const http::Context& context);

}  // namespace gatehouse::auth
