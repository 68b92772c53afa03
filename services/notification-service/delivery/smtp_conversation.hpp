#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "services/notification-service/delivery/mailer.hpp"

namespace gatehouse::notification {

/// How far handing a mail over has come.
BOOST_DEFINE_ENUM_CLASS(SmtpStep, connecting, hello, tls, sign_in, sender, recipient, data, content)

/// Follows one attempt to hand a mail over, from the commands and replies as they pass, and says
/// what its failure means. Used by one thread.
class SmtpConversation {
public:
    void sent_command(std::string_view line);
    void sent_content();
    void received_reply(std::string_view line);

    [[nodiscard]] SmtpStep step() const noexcept { return step_; }

    /// What a failure means, with what libcurl says of it (which never has an address or content).
    /// A reply 5yz about this mail will not change (RFC 5321 section 4.2.1): `refused`. Everything
    /// else may pass: another reply, no reply, and what is wrong before a mail is spoken of, such
    /// as a certificate or a password.
    [[nodiscard]] Handover failure(std::string_view what) const;

private:
    SmtpStep step_ = SmtpStep::connecting;
    bool over_ = false;
    int reply_ = 0;              ///< the server's last word since the last command; 0: none
    std::string enhanced_code_;  ///< RFC 3463, such as `5.1.1`
};

}  // namespace gatehouse::notification
