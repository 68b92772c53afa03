#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "platform/crypto/seal.hpp"
#include "platform/http/context.hpp"
#include "platform/http/endpoint.hpp"
#include "platform/http/reply.hpp"
#include "services/notification-service/mails/mail_store.hpp"
#include "services/notification-service/problems.hpp"

namespace gatehouse::notification {

/// A mail that was kept because there is no mail server.
struct MailboxMail {
    MailId id;
    std::string kind;
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
    Time created_at;
};
BOOST_DESCRIBE_STRUCT(MailboxMail, (), (id, kind, to, subject, text, html, created_at))

struct MailboxAnswer {
    std::vector<MailboxMail> data;
};
BOOST_DESCRIBE_STRUCT(MailboxAnswer, (), (data))

/// Shows the newest mails that were kept, for trying Gatehouse out without a mail server. They
/// contain what opens accounts, so it exists only while there is no mail server and nobody but this
/// machine is served, and answers only clients on this very machine that came through no proxy; to
/// anybody else it is not there.
class ReadMailbox {
public:
    static constexpr http::Route kRoute{http::Verb::get, "/api/v1/notifications/mailbox",
                                        http::Access::anonymous};
    static constexpr http::Doc kDoc{"Read the local mailbox", problems::kNotFound};

    ReadMailbox(MailStore& mails, const crypto::Seal& seal, bool open)
        : mails_(mails), seal_(seal), open_(open) {}

    [[nodiscard]] bool is_open() const noexcept { return open_; }

    Task<http::Reply<MailboxAnswer>> handle(http::Context& context);

private:
    static constexpr std::int64_t kNewest = 50;

    MailStore& mails_;
    const crypto::Seal& seal_;
    bool open_;
};

}  // namespace gatehouse::notification
