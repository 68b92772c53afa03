#pragma once

#include "apps/gatehouse/doctor/finding.hpp"
#include "platform/service/settings.hpp"

namespace gatehouse::doctor {

/// What people's browsers make of the cookies at the address that is set.
[[nodiscard]] Finding check_address(const service::ServerSettings& server);
/// Whose address a client has behind a proxy.
[[nodiscard]] Finding check_proxies(const service::ServerSettings& server);

}  // namespace gatehouse::doctor
