#pragma once

#include <string>
#include <string_view>

#include "contracts/mail.hpp"
#include "services/notification-service/mails/rendered_mail.hpp"

namespace gatehouse::notification {

/// Writes mails from the templates in templates/<language>/: `<kind>.subject`, `<kind>.txt` and
/// `<kind>.html` (mustache; in HTML every value is escaped). Immutable, shared between threads.
class Rendering {
public:
    /// `base_url`: the portal's address without a final slash; what links begin with.
    explicit Rendering(std::string base_url) : base_url_(std::move(base_url)) {}

    /// The mail of this kind in the language that fits best: `preferred` (BCP 47), then what
    /// `accepted` (Accept-Language, RFC 9110 section 12.5.4) asks for, then English.
    [[nodiscard]] RenderedMail render(contracts::MailKind kind,
                                      const contracts::MailContent& content,
                                      std::string_view preferred, std::string_view accepted) const;

private:
    std::string base_url_;
};

/// The language of the templates that Accept-Language asks for most; empty when it asks for none of
/// them.
[[nodiscard]] std::string_view asked_language(std::string_view accepted);
/// The language of the templates that fits: `de` for `de-AT, en;q=0.5`. Always one that exists.
[[nodiscard]] std::string_view choose_language(std::string_view preferred,
                                               std::string_view accepted);

}  // namespace gatehouse::notification
