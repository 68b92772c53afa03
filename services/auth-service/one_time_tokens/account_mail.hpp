#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/mail.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/http/context.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/outbox.hpp"
#include "platform/service/rate_limits.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"

namespace gatehouse::auth {

/// What differs between mails beside kind and account.
struct MailExtra {
    const MintedToken* token = nullptr;
    std::optional<std::string> to{};  ///< another address than the account's
    std::optional<std::string> new_email{};
    std::optional<std::string> ip{};
    std::optional<std::string> user_agent{};
};

/// Asks for mails about accounts, in the transaction of what they tell of. Shared between loops.
class AccountMail {
public:
    /// Mails that carry no token are of use for this long.
    static constexpr Milliseconds kNoticeLifetime = std::chrono::hours{24};

    /// Of one kind, an address gets `per_address` mails at once and one more each hour.
    AccountMail(service::Outbox& outbox, const crypto::Seal& seal, service::RateLimits& limits,
                crypto::Mac address_key, std::int64_t per_address, metrics::Registry& metrics);

    /// Whether the address may get one more mail of this kind now, which is then counted. Asked
    /// before a token is made: one that no mail carries would make the last one void, and give its
    /// code fresh tries.
    [[nodiscard]] bool may_send(contracts::MailKind kind, std::string_view to);

    /// `language`: what the request's Accept-Language asked for. Call Outbox::nudge after the
    /// commit.
    Task<void> request(sql::Session& session, contracts::MailKind kind, const Account& account,
                       std::string_view language, Time now, MailExtra extra = {});

    /// Tells whoever reads `email`, which is or was the address of `owner`, that somebody else
    /// wanted it; unless they had lately got as many such mails.
    Task<void> tell_taken(sql::Session& session, const Account& owner, std::string_view email,
                          std::string_view language, Time now);

private:
    service::Outbox& outbox_;
    const crypto::Seal& seal_;
    service::RateLimits& limits_;
    crypto::Mac address_key_;
    limits::Policy per_address_;
    metrics::Counter& withheld_;
};

/// The Accept-Language field of a request, cut to what makes sense to keep.
[[nodiscard]] std::string language_of(const http::Context& context);

}  // namespace gatehouse::auth
