#include "services/auth-service/one_time_tokens/account_mail.hpp"

#include <utility>

#include "platform/json/json.hpp"

namespace gatehouse::auth {

AccountMail::AccountMail(service::Outbox& outbox, const crypto::Seal& seal,
                         service::RateLimits& limits, crypto::Mac address_key,
                         std::int64_t per_address, metrics::Registry& metrics)
    : outbox_(outbox),
      seal_(seal),
      limits_(limits),
      address_key_(std::move(address_key)),
      per_address_{"mails", per_address, per_address * std::chrono::hours{1}},
      withheld_(metrics
                    .counters("auth_mails_withheld_total",
                              "Mails not asked for: their address had lately got as many.")
                    .with({})) {
}

bool AccountMail::may_send(contracts::MailKind kind, std::string_view to) {
    const char tag = static_cast<char>('a' + static_cast<int>(kind));
    const crypto::Digest key = address_key_.sign({std::string_view{&tag, 1}, to});
    if (limits_.take(per_address_, crypto::bytes_of(key))) return true;
    withheld_.add();
    return false;
}

Task<void> AccountMail::request(sql::Session& session, contracts::MailKind kind,
                                const Account& account, std::string_view language, Time now,
                                MailExtra extra) {
    contracts::MailContent content{.to = extra.to.value_or(account.email),
                                   .name = account.name,
                                   .token = std::nullopt,
                                   .code = std::nullopt,
                                   .new_email = std::move(extra.new_email),
                                   .ip = std::move(extra.ip),
                                   .user_agent = std::move(extra.user_agent),
                                   .occurred_at = now};
    Time not_after = now + kNoticeLifetime;
    if (extra.token != nullptr) {
        content.token = extra.token->token;
        content.code = extra.token->code;
        not_after = extra.token->expires_at;
    }
    // After an erasure nothing may be kept under the person's id, so that mail goes without it.
    const bool erased = kind == contracts::MailKind::account_deleted;
    const contracts::MailRequested event{
        .kind = kind,
        .user_id = erased ? std::nullopt : std::optional(account.id),
        .language = std::string{language},
        .sealed = seal_.seal(json::write(content), contracts::MailRequested::kTopic),
        .not_after = not_after};
    co_await outbox_.add(session, event);
}

Task<void> AccountMail::tell_taken(sql::Session& session, const Account& owner,
                                   std::string_view email, std::string_view language, Time now) {
    if (!may_send(contracts::MailKind::account_exists, email)) co_return;
    co_await request(session, contracts::MailKind::account_exists, owner, language, now,
                     {.to = std::string{email}});
}

std::string language_of(const http::Context& context) {
    constexpr std::size_t kLongest = 100;
    const auto field = context.request().header("accept-language");
    return field ? std::string{field->substr(0, kLongest)} : std::string{};
}

}  // namespace gatehouse::auth
