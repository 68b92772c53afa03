#pragma once

#include "platform/metrics/registry.hpp"

namespace gatehouse::auth {

/// What this service counts. The series are made at the start, so that each is there at zero and
/// counting takes no lock. Lives as long as the registry allows; shared between loops.
class Counters {
public:
    explicit Counters(metrics::Registry& registry)
        : sign_ins_(registry.counters("auth_login_attempts_total",
                                      "Sign-ins, by method, outcome and reason.",
                                      {"method", "outcome", "reason"})),
          refreshes_(registry.counters("auth_tokens_refreshed_total",
                                       "Refreshes of a session, by outcome.", {"outcome"})),
          sign_ups_(registry.counters("auth_registrations_total", "Accounts asked for, by outcome.",
                                      {"outcome"})),
          ended_(
              registry.counters("auth_sessions_ended_total", "Sessions ended before their time.")),
          signed_in(sign_ins_.with({"password", "success", "none"})),
          unknown_account(sign_ins_.with({"password", "failure", "unknown_account"})),
          wrong_password(sign_ins_.with({"password", "failure", "wrong_password"})),
          account_disabled(sign_ins_.with({"password", "failure", "account_disabled"})),
          sign_in_throttled(sign_ins_.with({"password", "failure", "throttled"})),
          sign_in_overloaded(sign_ins_.with({"password", "failure", "overloaded"})),
          rotated(refreshes_.with({"rotated"})),
          grace(refreshes_.with({"grace"})),
          reuse_detected(refreshes_.with({"reuse_detected"})),
          forged(refreshes_.with({"forged"})),
          expired(refreshes_.with({"expired"})),
          invalid(refreshes_.with({"invalid"})),
          registered(sign_ups_.with({"success"})),
          registration_refused(sign_ups_.with({"refused"})),
          sessions_ended(ended_.with({})) {}

private:
    metrics::Family<metrics::Counter>& sign_ins_;
    metrics::Family<metrics::Counter>& refreshes_;
    metrics::Family<metrics::Counter>& sign_ups_;
    metrics::Family<metrics::Counter>& ended_;

public:
    metrics::Counter& signed_in;
    metrics::Counter& unknown_account;
    metrics::Counter& wrong_password;
    metrics::Counter& account_disabled;
    metrics::Counter& sign_in_throttled;
    metrics::Counter& sign_in_overloaded;

    metrics::Counter& rotated;
    metrics::Counter& grace;           ///< the current token again
    metrics::Counter& reuse_detected;  ///< the session was ended
    metrics::Counter& forged;          ///< the session was ended
    metrics::Counter& expired;         ///< the session had ended, or is unknown
    metrics::Counter& invalid;         ///< not a token of ours

    metrics::Counter& registered;
    metrics::Counter& registration_refused;

    metrics::Counter& sessions_ended;
};

}  // namespace gatehouse::auth
