#pragma once

#include <cstdint>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/log/logger.hpp"
#include "services/notification-service/delivery/delivery_counters.hpp"
#include "services/notification-service/delivery/mailer.hpp"
#include "services/notification-service/mails/mail_store.hpp"

namespace gatehouse::notification {

/// Sends what is queued, one mail after the other. A mail is leased before it is sent,
/// so that of several processes one sends it; what cannot be handed over is tried again after
/// `retry_after`, twice that, four times that ... up to an hour, until it is of no use any more.
class Delivery {
public:
    struct Timing {
        /// How long others leave a mail alone that this process is handing over: longer than that
        /// can take, or they would send it too.
        Milliseconds lease = std::chrono::minutes(2);
        Milliseconds retry_after = std::chrono::seconds(10);
    };

    Delivery(MailStore& mails, Mailer& mailer, const crypto::Seal& seal, const Clock& clock,
             const log::Logger& log, DeliveryCounters& counters, Timing timing)
        : mails_(mails),
          mailer_(mailer),
          seal_(seal),
          clock_(clock),
          log_(log),
          counters_(counters),
          timing_(timing) {}

    /// Sends one mail that is due; false when none was.
    Task<bool> send_one();

private:
    Task<void> note(const MailRow& row, Time leased_until, const Handover& handover);
    Task<void> give_up(const MailRow& row, Time leased_until, std::string_view why);

    MailStore& mails_;
    Mailer& mailer_;
    const crypto::Seal& seal_;
    const Clock& clock_;
    const log::Logger& log_;
    DeliveryCounters& counters_;
    Timing timing_;
};

/// How long to wait after the `attempts`-th failure, when it is `first` after the first.
[[nodiscard]] Milliseconds backoff(std::int64_t attempts, Milliseconds first);

}  // namespace gatehouse::notification
