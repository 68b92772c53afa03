#include "services/notification-service/delivery/delivery.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/json/json.hpp"
#include "services/notification-service/mails/rendered_mail.hpp"

namespace gatehouse::notification {

Task<bool> Delivery::send_one() {
    const Time leased_until = clock_.now() + kLease;
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
    const Handover handover = co_await mailer_.hand_over(std::move(outgoing));
    const Time now = clock_.now();
    switch (handover.outcome) {
        case Handover::Outcome::sent:
            co_await mails_.finish(row->id, leased_until, MailStatus::sent, "",
                                   row->next_attempt_at, now);
            break;
        case Handover::Outcome::postponed:
            co_await mails_.finish(row->id, leased_until, MailStatus::queued, handover.reason,
                                   now + backoff(row->attempts), std::nullopt);
            break;
        case Handover::Outcome::refused:
            co_await give_up(*row, leased_until, handover.reason);
            break;
    }
    co_return true;
}

Task<void> Delivery::give_up(const MailRow& row, Time leased_until, std::string_view why) {
    co_await mails_.finish(row.id, leased_until, MailStatus::failed, why, row.next_attempt_at,
                           std::nullopt);
}

Milliseconds backoff(std::int64_t attempts) {
    const auto doublings = std::clamp<std::int64_t>(attempts - 1, 0, 9);
    return std::min<Milliseconds>(std::chrono::seconds(10) * (std::int64_t{1} << doublings),
                                  std::chrono::hours(1));
}

}  // namespace gatehouse::notification
