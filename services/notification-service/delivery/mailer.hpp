#pragma once

#include <cstdint>
#include <string>

#include "platform/async/task.hpp"

namespace gatehouse::notification {

/// What became of handing one mail over.
struct Handover {
    enum class Outcome : std::uint8_t {
        sent,       ///< the server took responsibility for it (250 after the content)
        postponed,  ///< not now: try again later
        refused     ///< never: the address or the content was refused
    };
    Outcome outcome;
    std::string reason;  ///< for administrators; never contains the content
};

/// One message as the mail server gets it.
struct OutgoingMail {
    std::string id;  ///< becomes the Message-ID: the same at each attempt
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
};

/// Hands mails to a mail server: the seam that tests replace.
class Mailer {
public:
    virtual ~Mailer() = default;
    /// Waits for the server's verdict without blocking the calling loop.
    virtual Task<Handover> hand_over(OutgoingMail mail) = 0;
    /// Gives up what is under way as `postponed` and joins its threads.
    virtual void stop() = 0;
};

}  // namespace gatehouse::notification
