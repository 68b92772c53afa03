#include "services/notification-service/intake/intake.hpp"

#include <stdexcept>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::notification {

using contracts::MailKind;

Intake::Intake(MailStore& mails, const Rendering& rendering, const crypto::Seal& seal,
               crypto::Mac recipient_mac, IdSource& ids, const Clock& clock, Limits limits,
               bool has_server)
    : mails_(mails),
      rendering_(rendering),
      seal_(seal),
      recipient_mac_(std::move(recipient_mac)),
      ids_(ids),
      clock_(clock),
      limits_(limits),
      has_server_(has_server) {
}

Task<void> Intake::mail_requested(sql::Transaction& transaction,
                                  const contracts::MailRequested& event) {
    const auto opened = seal_.open(event.sealed, contracts::MailRequested::kTopic);
    if (!opened) {
        throw std::runtime_error("a mail was sealed with another key");
    }
    const auto content = json::read<contracts::MailContent>(*opened);
    if (!content) {
        throw std::runtime_error("a mail's content does not read: " + content.error().detail);
    }
    const Time now = clock_.now();
    const std::string recipient =
        crypto::hex_encode(crypto::bytes_of(recipient_mac_.sign(content->to)));
    const bool within_limit = co_await is_within_limit(transaction, recipient, event.kind, now);
    std::string language;
    if (event.user_id) {
        language = (co_await mails_.find_language(transaction, *event.user_id)).value_or("");
    }
    const MailId id{ids_.next()};
    const auto rendered = rendering_.render(event.kind, *content, language, event.language);
    const MailStatus status = !within_limit ? MailStatus::limited
                              : has_server_ ? MailStatus::queued
                                            : MailStatus::kept;
    // In the local mailbox a farewell would be what is left of somebody who wanted nothing left.
    const bool readable = within_limit && (has_server_ || event.kind != MailKind::account_deleted);
    const MailRow row{.id = id,
                      .user_id = event.user_id,
                      .kind = std::string(text_of(event.kind)),
                      .recipient = recipient,
                      .content = readable ? seal_.seal(json::write(rendered), id.text()) : "",
                      .status = std::string(text_of(status)),
                      .attempts = 0,
                      .next_attempt_at = now,
                      .lease_until = Time{},
                      .last_error = std::nullopt,
                      .created_at = now,
                      .sent_at = std::nullopt,
                      .not_after = event.not_after};
    co_await mails_.insert(transaction, row);
}

Task<bool> Intake::is_within_limit(sql::Transaction& transaction, std::string_view recipient,
                                   MailKind kind, Time now) {
    if (co_await mails_.count_recent(transaction, recipient, kind, now - limits_.window) >=
        limits_.mails_per_address) {
        co_return false;
    }
    co_return kind != MailKind::new_sign_in ||
        co_await mails_.count_recent(transaction, recipient, kind, now - std::chrono::days(1)) <
            limits_.sign_ins_per_day;
}

Task<void> Intake::language_chosen(sql::Transaction& transaction,
                                   const contracts::LanguageChosen& event) {
    co_await mails_.set_language(transaction, event.user_id, event.language, event.chosen_at);
}

Task<void> Intake::user_registered(sql::Transaction& transaction,
                                   const contracts::UserRegistered& event) {
    const auto language = asked_language(event.language.value_or(""));
    if (!language.empty()) {
        co_await mails_.set_language(transaction, event.user_id, language, event.registered_at);
    }
}

Task<void> Intake::user_erased(sql::Transaction& transaction, const contracts::UserErased& event) {
    co_await mails_.erase_user(transaction, event.user_id);
    // A choice made before may still be on its way here from another service; this is later.
    co_await mails_.set_language(transaction, event.user_id, "", event.erased_at);
}

}  // namespace gatehouse::notification
