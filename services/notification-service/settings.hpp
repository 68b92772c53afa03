#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/config/section.hpp"
#include "platform/config/values.hpp"

namespace gatehouse::notification {

/// Whether the mail server is spoken to over TLS. There is nothing in between: who can make a
/// server look as if it had no TLS would read everything.
enum class SmtpTls : std::uint8_t { required, off };
BOOST_DESCRIBE_ENUM(SmtpTls, required, off)

/// Section `email`.
struct EmailSettings {
    static constexpr std::string_view kSection = "email";

    std::optional<config::SmtpUrl> smtp_url;
    std::optional<std::string> from;
    SmtpTls smtp_tls = SmtpTls::required;
    std::optional<std::string> smtp_ca_file;
    Milliseconds smtp_timeout = std::chrono::seconds(30);
    Milliseconds retry_after = std::chrono::seconds(10);
    std::int64_t per_address_per_hour = 3;
    Milliseconds keep = std::chrono::days(30);

    static constexpr config::Doc kDocs[] = {
        {.key = "smtp_url",
         .text = "The mail server; unset: mails stay in the local mailbox, readable on loopback.",
         .secret = true},
        {.key = "from", .text = "The sender's address, such as `Example <no-reply@example.com>`."},
        {.key = "smtp_tls",
         .text = "`required`: no mail without TLS and a valid certificate; `off`: never TLS, for a "
                 "mail server on this machine or network."},
        {.key = "smtp_ca_file",
         .text =
             "The certificates (PEM) that vouch for the mail server, in place of the system's."},
        {.key = "smtp_timeout",
         .text = "How long one mail may take to hand over.",
         .min = config::ms(std::chrono::seconds(1)),
         .max = config::ms(std::chrono::minutes(5))},
        {.key = "retry_after",
         .text =
             "How long after its first failure a mail is tried again; the wait doubles each time, "
             "up to an hour.",
         .min = config::ms(std::chrono::seconds(1)),
         .max = config::ms(std::chrono::hours(1))},
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
                      (smtp_url, from, smtp_tls, smtp_ca_file, smtp_timeout, retry_after,
                       per_address_per_hour, keep))

/// What an operator decides about this service.
struct Settings {
    EmailSettings email;
};

/// Whether a text can be the sender of mails: `address` or `Name <address>`.
[[nodiscard]] bool is_mailbox(std::string_view text);

}  // namespace gatehouse::notification
