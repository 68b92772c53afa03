#pragma once

#include "apps/gatehouse/doctor/finding.hpp"
#include "apps/gatehouse/settings.hpp"
#include "platform/log/logger.hpp"

namespace gatehouse::doctor {

/// All checks of an installation whose settings were read, in the order of the report; also beside
/// a running server. Changes nothing. A check that cannot be made is an error of its own.
[[nodiscard]] Findings examine(const Settings& settings, const config::Loader& loader,
                               const log::Logger& log);

/// What is to be said of settings that cannot be used.
[[nodiscard]] Findings refused_settings(const config::Invalid& invalid);

}  // namespace gatehouse::doctor
