#pragma once

#include <string>
#include <string_view>

#include "platform/base/time.hpp"

/// The header fields of a mail (RFC 5322).
namespace gatehouse::notification {

/// The bare address of `Name <address>` or `address`.
[[nodiscard]] std::string_view address_of(std::string_view mailbox);
/// What stands behind the `@` of its address; `localhost` when nothing does.
[[nodiscard]] std::string domain_of(std::string_view mailbox);

/// A header's text as ASCII: RFC 2047 encoded-words (UTF-8, base64, folded) when it is not already.
[[nodiscard]] std::string encode_header(std::string_view text);
/// The value of `From` for a mailbox: its name so encoded that none of its characters has a
/// meaning.
[[nodiscard]] std::string sender_header(std::string_view mailbox);
/// The value of `Date` (section 3.3).
[[nodiscard]] std::string date_header(Time time);

}  // namespace gatehouse::notification
