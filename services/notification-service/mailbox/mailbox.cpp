#include "services/notification-service/mailbox/mailbox.hpp"

#include <utility>

#include "platform/json/json.hpp"
#include "services/notification-service/mails/rendered_mail.hpp"

namespace gatehouse::notification {
namespace {

/// A proxy on this machine would make everybody local. Not every proxy says so: behind one that is
/// meant for others, the public URL is set, and the mailbox is closed.
bool came_through_proxy(const http::Request& request) {
    return request.header("forwarded") || request.header("x-forwarded-for") ||
           request.header("x-real-ip") || request.header("via");
}

bool is_loopback(std::string_view address) {
    return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

}  // namespace

Task<http::Reply<MailboxAnswer>> ReadMailbox::handle(http::Context& context) {
    if (!open_ || !is_loopback(context.client_ip()) || came_through_proxy(context.request())) {
        co_return problems::kNotFound;
    }
    const auto rows = co_await mails_.list(MailId{Uuid::max()}, kNewest);
    MailboxAnswer response;
    for (const MailRow& row : rows) {
        const auto opened = seal_.open(row.content, row.id.text());
        if (!opened) {
            continue;  // held back by the limit, or of an earlier key
        }
        auto mail = json::read<RenderedMail>(*opened);
        if (mail) {
            response.data.push_back({row.id, row.kind, std::move(mail->to),
                                     std::move(mail->subject), std::move(mail->text),
                                     std::move(mail->html), row.created_at});
        }
    }
    co_return response;
}

}  // namespace gatehouse::notification
