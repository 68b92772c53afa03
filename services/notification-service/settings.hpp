#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/config/section.hpp"
#include "platform/config/values.hpp"

namespace gatehouse::notification {

/// How the mail server is spoken to.
enum class SmtpTls : std::uint8_t { required, opportunistic, off };
BOOST_DESCRIBE_ENUM(SmtpTls, required, opportunistic, off)

/// Section `email`.
struct EmailSettings {
    static constexpr std::string_view kSection = "email";

    std::optional<config::SmtpUrl> smtp_url;
    std::optional<std::string> from;
    SmtpTls smtp_tls = SmtpTls::required;
    Milliseconds smtp_timeout = std::chrono::seconds(30);
    std::int64_t per_address_per_hour = 3;
    Milliseconds keep = std::chrono::days(30);

    static constexpr config::Doc kDocs[] = {
        {.key = "smtp_url",
         .text = "The mail server; unset: mails stay in the local mailbox, readable on loopback.",
         .secret = true},
        {.key = "from", .text = "The sender's address, such as `Example <no-reply@example.com>`."},
        {.key = "smtp_tls",
         .text = "`required`: no mail without TLS to the mail server; `opportunistic`; `off`."},
        {.key = "smtp_timeout",
         .text = "How long one mail may take to hand over.",
         .min = config::ms(std::chrono::seconds(1)),
         .max = config::ms(std::chrono::minutes(5))},
        {.key = "per_address_per_hour",
         .text = "How many mails of one kind an address gets within an hour.",
         .min = 1,
         .max = 100},
        {.key = "keep",
         .text = "How long mails that were sent or given up are kept for administrators to see.",
         .min = config::ms(std::chrono::hours(1)),
         .max = config::ms(std::chrono::days(400))},
    };
};
BOOST_DESCRIBE_STRUCT(EmailSettings, (),
                      (smtp_url, from, smtp_tls, smtp_timeout, per_address_per_hour, keep))

/// What an operator decides about this service.
struct Settings {
    EmailSettings email;
};

}  // namespace gatehouse::notification
