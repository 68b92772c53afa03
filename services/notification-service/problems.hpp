#pragma once

#include "platform/base/problem.hpp"
#include "platform/http/problems.hpp"
#include "platform/service/page.hpp"

/// The complete catalogue of the error answers that this service's handlers give.
namespace gatehouse::notification::problems {

using http::problems::kNotFound;
using service::kInvalidCursor;

}  // namespace gatehouse::notification::problems
