#pragma once

#include <optional>
#include <string>

#include "apps/gatehouse/doctor/finding.hpp"
#include "apps/gatehouse/operations_probe.hpp"
#include "apps/gatehouse/settings.hpp"
#include "platform/base/time.hpp"
#include "services/auth-service/service.hpp"

namespace gatehouse::doctor {

/// Where mails go. `problem`: why the server that is set cannot be used; empty: it can.
[[nodiscard]] Finding check_mail(const Settings& settings, const std::string& problem);
/// Whether people can sign up, given where mails go.
[[nodiscard]] Finding check_sign_up(const Settings& settings);
/// Whether the audit trail is whole, as far as its ends tell, and goes on.
[[nodiscard]] Finding check_audit(const auth::AuditState& state, Time now, bool server_runs);
/// Whether a server that runs is ready. `metrics`: what it says on /metrics.
[[nodiscard]] Finding check_server(const config::ListenAddress& listen,
                                   const OperationsAnswer& readiness, const std::string& metrics);

}  // namespace gatehouse::doctor
