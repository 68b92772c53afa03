#include "services/notification-service/admin/list_mails.hpp"

#include <stdexcept>
#include <utility>

#include <boost/describe.hpp>

namespace gatehouse::notification {
namespace {

/// The enumerator whose name a column holds.
template <class E>
E enumerator(const std::string& text) {
    E value{};
    if (boost::describe::enum_from_string(text.c_str(), value)) return value;
    throw std::runtime_error("the table of mails holds an unknown name: " + text);
}

}  // namespace

Task<http::Reply<MailDeliveryPage>> ListMails::handle(http::Query<service::PageQuery> query,
                                                      http::Context& /*context*/) {
    const auto wanted = service::NewestFirst::of(cursors_, "mails", *query);
    if (!wanted) co_return problems::kInvalidCursor;
    auto rows = co_await mails_.list(MailId{wanted->before()}, wanted->rows());
    co_return wanted->page<MailDeliveryPage>(std::move(rows), [](MailRow& row) {
        return MailDelivery{row.id,
                            row.user_id,
                            enumerator<contracts::MailKind>(row.kind),
                            enumerator<MailStatus>(row.status),
                            row.attempts,
                            std::move(row.last_error),
                            row.created_at,
                            row.next_attempt_at,
                            row.sent_at};
    });
}

}  // namespace gatehouse::notification
