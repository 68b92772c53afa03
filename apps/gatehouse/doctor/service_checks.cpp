#include "apps/gatehouse/doctor/service_checks.hpp"

#include <fmt/format.h>

namespace gatehouse::doctor {
namespace {

constexpr std::string_view kMail = "mail";
constexpr std::string_view kSignUp = "sign-up";
constexpr std::string_view kAudit = "audit trail";
constexpr std::string_view kServer = "server";

// Events get their places each second.
constexpr Milliseconds kWaitsLong = std::chrono::minutes{1};

}  // namespace

Finding check_mail(const Settings& settings, const std::string& problem) {
    const auto& email = settings.notification.email;
    if (!email.smtp_url) {
        if (settings.is_public()) {
            return warning(kMail,
                           "email.smtp_url is unset: nobody gets mails, not even at /mailbox, so "
                           "nobody can reset a forgotten password",
                           "set email.smtp_url and email.from");
        }
        return ok(kMail, "kept in the database and shown at /mailbox to this machine");
    }
    const auto server = email.smtp_url->text();
    if (!problem.empty()) {
        return error(kMail, fmt::format("{}: {}", server, problem),
                     "check email.smtp_url, the server's certificate and the way there");
    }
    if (email.smtp_tls == notification::SmtpTls::off && !server.starts_with("smtps:")) {
        return warning(kMail, server + " answers; mails go there without TLS",
                       "set email.smtp_tls to required");
    }
    return ok(kMail, server + " answers, over TLS that was verified");
}

Finding check_sign_up(const Settings& settings) {
    const bool mails = settings.notification.email.smtp_url.has_value();
    if (settings.verification() == auth::Verification::deferred) {
        if (mails && settings.is_public()) {
            return warning(kSignUp,
                           "deferred: accounts work before their address is proven, and "
                           "registering tells whether an address is taken",
                           "leave sign_up.verification unset, or set it to required");
        }
        return ok(kSignUp, "deferred: accounts work before their address is proven");
    }
    if (!mails && settings.is_public()) {
        return error(kSignUp, "required, but no mail server is set: nobody gets the link",
                     "set email.smtp_url");
    }
    return ok(kSignUp, mails ? "required: by a mailed link"
                             : "required: by the link in /mailbox, on this machine only");
}

Finding check_audit(const auth::AuditState& state, Time now, bool server_runs) {
    if (!state.fault.empty()) {
        return error(kAudit, state.fault, "gatehouse audit verify names the first bad record");
    }
    if (server_runs && state.waiting_since && now - *state.waiting_since > kWaitsLong) {
        return error(kAudit,
                     fmt::format("an event of {} still waits for its place: the chain has stopped",
                                 to_rfc3339(*state.waiting_since)),
                     "see the server's log, and gatehouse audit verify");
    }
    return ok(kAudit,
              fmt::format("{} records; its ends and the newest checkpoint fit", state.records));
}

Finding check_server(const config::ListenAddress& listen, const OperationsAnswer& readiness,
                     const std::string& metrics) {
    if (readiness.status == 0) {
        return ok(kServer, fmt::format("none answers at {}", listen.text()));
    }
    if (readiness.status != 200) {
        return error(kServer, fmt::format("the one at {} is not ready", listen.text()),
                     "it starts, stops, or its database does not answer: see its log");
    }
    if (metrics.contains("\nauth_audit_chain_intact 0")) {
        return error(kServer, "the one that runs found its audit trail tampered with",
                     "gatehouse audit verify names the first bad record");
    }
    return ok(kServer, fmt::format("the one at {} is ready", listen.text()));
}

}  // namespace gatehouse::doctor
