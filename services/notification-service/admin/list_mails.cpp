#include "services/notification-service/admin/list_mails.hpp"

#include <stdexcept>
#include <utility>

#include <boost/describe.hpp>

namespace gatehouse::notification {
namespace {

constexpr std::string_view kList = "mails";

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
    std::optional<MailId> before;
    if (query->cursor) {
        const auto text = cursors_.open(kList, *query->cursor);
        const auto id = text ? Uuid::parse(*text) : std::nullopt;
        if (!id) co_return problems::kInvalidCursor;
        before = MailId{*id};
    }
    const std::int64_t limit = service::entries_of(query->limit);
    auto rows = co_await mails_.list(before, limit + 1);
    MailDeliveryPage page{};
    if (std::cmp_greater(rows.size(), limit)) {
        rows.pop_back();
        page.next_cursor = cursors_.seal(kList, rows.back().id.text());
    }
    page.data.reserve(rows.size());
    for (MailRow& row : rows) {
        page.data.push_back({row.id, row.user_id, enumerator<contracts::MailKind>(row.kind),
                             enumerator<MailStatus>(row.status), row.attempts,
                             std::move(row.last_error), row.created_at, row.next_attempt_at,
                             row.sent_at});
    }
    co_return page;
}

}  // namespace gatehouse::notification
