#pragma once

#include "platform/metrics/registry.hpp"

namespace gatehouse::notification {

/// What delivery counts; made at the start, so that each series is there at zero. Lives as long as
/// the registry allows.
class DeliveryCounters {
public:
    explicit DeliveryCounters(metrics::Registry& registry)
        : attempts_(registry.counters("notification_mail_attempts_total",
                                      "Attempts to hand a mail over, by outcome.", {"outcome"})),
          sent(attempts_.with({"sent"})),
          postponed(attempts_.with({"postponed"})),
          failed(attempts_.with({"failed"})) {}

private:
    metrics::Family<metrics::Counter>& attempts_;

public:
    metrics::Counter& sent;
    metrics::Counter& postponed;  ///< tried again later
    metrics::Counter& failed;     ///< given up
};

}  // namespace gatehouse::notification
