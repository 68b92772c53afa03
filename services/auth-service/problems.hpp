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
using service::kInvalidCursor;

}  // namespace gatehouse::auth::problems
