#pragma once

#include "platform/base/problem.hpp"
#include "platform/http/problems.hpp"
#include "platform/service/page.hpp"

/// The complete catalogue of the error answers that this service's handlers give.
namespace gatehouse::user::problems {

using http::problems::kNotFound;
using http::problems::kOverloaded;
using http::problems::kPreconditionFailed;
using http::problems::kPreconditionRequired;
using http::problems::kValidationFailed;
using service::kInvalidCursor;

}  // namespace gatehouse::user::problems
