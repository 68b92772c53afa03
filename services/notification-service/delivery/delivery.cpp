#include "services/notification-service/delivery/delivery.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/json/json.hpp"
#include "services/notification-service/mails/rendered_mail.hpp"

namespace gatehouse::notification {

Task<bool> Delivery::send_one() {
    const Time leased_until = clock_.now() + timing_.lease;
    const auto row = co_await mails_.lease_one(clock_.now(), leased_until);
    if (!row) {
        co_return false;
    }
    if (row->not_after <= clock_.now()) {
        co_await give_up(*row, leased_until, "it was too late to be of use");
        co_return true;
    }
    const auto opened = seal_.open(row->content, row->id.text());
    auto mail = json::read<RenderedMail>(opened.value_or(""));
    if (!mail) {
        co_await give_up(*row, leased_until, "its content cannot be opened");
        co_return true;
    }
    OutgoingMail outgoing{row->id.text(), std::move(mail->to), std::move(mail->subject),
                          std::move(mail->text), std::move(mail->html)};
    co_await note(*row, leased_until, co_await mailer_.hand_over(std::move(outgoing)));
    co_return true;
}

Task<void> Delivery::note(const MailRow& row, Time leased_until, const Handover& handover) {
    const Time now = clock_.now();
    switch (handover.outcome) {
        case Handover::Outcome::sent:
            counters_.sent.add();
            co_await mails_.finish(row.id, leased_until, MailStatus::sent, "", row.next_attempt_at,
                                   now);
            break;
        case Handover::Outcome::postponed: {
            const Milliseconds wait = backoff(row.attempts, timing_.retry_after);
            counters_.postponed.add();
            log_.warn("A mail could not be handed over; it is tried again",
                      {{"labels.mail", row.id.text()},
                       {"labels.kind", row.kind},
                       {"labels.reason", handover.reason},
                       {"labels.attempt", row.attempts},
                       {"labels.retry_in_ms", wait.count()}});
            co_await mails_.finish(row.id, leased_until, MailStatus::queued, handover.reason,
                                   now + wait, std::nullopt);
            break;
        }
        case Handover::Outcome::refused:
            co_await give_up(row, leased_until, handover.reason);
            break;
    }
}

Task<void> Delivery::give_up(const MailRow& row, Time leased_until, std::string_view why) {
    counters_.failed.add();
    log_.error("A mail was given up", {{"labels.mail", row.id.text()},
                                       {"labels.kind", row.kind},
                                       {"labels.reason", why},
                                       {"labels.attempt", row.attempts}});
    co_await mails_.finish(row.id, leased_until, MailStatus::failed, why, row.next_attempt_at,
                           std::nullopt);
}

Milliseconds backoff(std::int64_t attempts, Milliseconds first) {
    constexpr Milliseconds kLongest = std::chrono::hours(1);
    Milliseconds wait = first;
    for (std::int64_t i = 1; i < attempts && wait < kLongest; ++i) {
        wait *= 2;
    }
    return std::min(wait, kLongest);
}

}  // namespace gatehouse::notification
