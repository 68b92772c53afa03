#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "contracts/mail.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/page.hpp"
#include "services/notification-service/mails/mail_store.hpp"
#include "services/notification-service/problems.hpp"

namespace gatehouse::notification {

/// How one mail is getting on; nothing of what it says or to whom.
struct MailDelivery {
    MailId id;
    std::optional<UserId> user_id;
    contracts::MailKind kind;
    MailStatus status;
    std::int64_t attempts;
    std::optional<std::string> last_error;
    Time created_at;
    Time next_attempt_at;
    std::optional<Time> sent_at;
};
BOOST_DESCRIBE_STRUCT(MailDelivery, (),
                      (id, user_id, kind, status, attempts, last_error, created_at, next_attempt_at,
                       sent_at))

struct MailDeliveryPage {
    std::vector<MailDelivery> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(MailDeliveryPage, (), (data, next_cursor))

/// Shows administrators what became of mails, newest first.
class ListMails {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/notifications/admin/mails",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"List mails and what became of them", problems::kInvalidCursor};

    ListMails(MailStore& mails, const service::Cursors& cursors)
        : mails_(mails), cursors_(cursors) {}

    Task<http::Reply<MailDeliveryPage>> handle(http::Query<service::PageQuery> query,
                                               http::Context& context);

private:
    MailStore& mails_;
    const service::Cursors& cursors_;
};

}  // namespace gatehouse::notification
