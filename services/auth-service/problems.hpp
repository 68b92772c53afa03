#pragma once

#include "platform/base/problem.hpp"
#include "platform/http/problems.hpp"
#include "platform/service/page.hpp"

/// The complete catalogue of the error answers that this service's handlers give.
namespace gatehouse::auth::problems {

using http::problems::kNotFound;
using http::problems::kOverloaded;
using http::problems::kSessionExpired;

/// The one answer for unknown, wrong and disabled: it must not tell them apart.
inline constexpr ProblemType kInvalidCredentials{401, "invalid_credentials",
                                                 "The e-mail address or the password is wrong."};
inline constexpr ProblemType kEmailExists{409, "email_exists",
                                          "An account with this e-mail address exists."};
inline constexpr ProblemType kWeakPassword{422, "weak_password", "The password is too weak."};
inline constexpr ProblemType kRefreshTokenReused{
    401, "refresh_token_reused", "The refresh token was used before, so the session was ended."};
inline constexpr ProblemType kEmailNotVerified{
    403, "email_not_verified", "The e-mail address must be confirmed first; see your mail."};
/// A wrong current password of somebody who is signed in: not 401, the session is fine.
inline constexpr ProblemType kWrongPassword{403, "invalid_credentials", "The password is wrong."};
inline constexpr ProblemType kSamePassword{422, "same_password",
                                           "The new password is the current one."};
inline constexpr ProblemType kTokenSpent{
    410, "token_expired", "The link or code is spent, expired or was replaced by a newer one."};
inline constexpr ProblemType kReauthenticationRequired{
    403, "reauthentication_required", "Show your password again before this change."};
inline constexpr ProblemType kLastAdmin{409, "last_admin",
                                        "This would leave no active administrator."};
using http::problems::kPreconditionFailed;
using http::problems::kPreconditionRequired;
using http::problems::kValidationFailed;
using service::kInvalidCursor;

}  // namespace gatehouse::auth::problems
