#pragma once

#include "platform/base/id.hpp"

namespace gatehouse {

using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using EventId = Id<struct EventTag>;

}  // namespace gatehouse
