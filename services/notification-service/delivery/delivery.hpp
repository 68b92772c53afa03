#pragma once

#include <cstdint>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/seal.hpp"
#include "services/notification-service/delivery/mailer.hpp"
#include "services/notification-service/mails/mail_store.hpp"

namespace gatehouse::notification {

/// Sends what is queued, one mail after the other. A mail is leased before it is sent,
/// so that of several processes one sends it; what cannot be handed over is tried again after 10 s,
/// 20 s, 40 s ... up to an hour, until it is of no use any more.
class Delivery {
public:
    static constexpr Milliseconds kLease = std::chrono::minutes(6);

    Delivery(MailStore& mails, Mailer& mailer, const crypto::Seal& seal, const Clock& clock)
        : mails_(mails), mailer_(mailer), seal_(seal), clock_(clock) {}

    /// Sends one mail that is due; false when none was.
    Task<bool> send_one();

private:
    Task<void> give_up(const MailRow& row, Time leased_until, std::string_view why);

    MailStore& mails_;
    Mailer& mailer_;
    const crypto::Seal& seal_;
    const Clock& clock_;
};

/// How long to wait after the `attempts`-th failure.
[[nodiscard]] Milliseconds backoff(std::int64_t attempts);

}  // namespace gatehouse::notification
