#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::contracts {

/// Why a person gets a mail; each is one template of the notification-service.
BOOST_DEFINE_ENUM_CLASS(MailKind, verify_email, account_exists, reset_password, password_changed,
                        confirm_new_email, email_change_notice, new_sign_in, account_deleted)

/// What a mail says: sealed on its way and at rest (crypto::Seal, purpose "mail"), because it holds
/// an address and a token that works until it is spent.
struct MailContent {
    std::string to;                         ///< the stored, canonical address
    std::string name;                       ///< as the person wrote it
    std::optional<std::string> token;       ///< goes into the link; consumed by POST only
    std::optional<std::string> code;        ///< the short form of the token, for another device
    std::optional<std::string> new_email;   ///< for the notice to the old address
    std::optional<std::string> ip;          ///< for a new sign-in
    std::optional<std::string> user_agent;  ///< for a new sign-in
    Time occurred_at;
};
BOOST_DESCRIBE_STRUCT(MailContent, (),
                      (to, name, token, code, new_email, ip, user_agent, occurred_at))

/// A service asks for a mail. Topic `notification.mail_requested`.
struct MailRequested {
    static constexpr std::string_view kTopic = "notification.mail_requested";
    MailKind kind;
    std::optional<UserId> user_id;
    std::string language;  ///< what the request's Accept-Language asked for, else empty
    std::string sealed;    ///< MailContent
    Time not_after;        ///< of no use later: a token's expiry
};
BOOST_DESCRIBE_STRUCT(MailRequested, (), (kind, user_id, language, sealed, not_after))

/// A person chose another language for mails. Topic `user.language_chosen`.
struct LanguageChosen {
    static constexpr std::string_view kTopic = "user.language_chosen";
    UserId user_id;
    std::string language;  ///< BCP 47, as in the preferences' member `locale`; empty: none
    Time chosen_at;
};
BOOST_DESCRIBE_STRUCT(LanguageChosen, (), (user_id, language, chosen_at))

}  // namespace gatehouse::contracts
