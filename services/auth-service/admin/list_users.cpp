#include "services/auth-service/admin/list_users.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/base/utf8.hpp"

namespace gatehouse::auth {
namespace {

constexpr UserId kNewest{Uuid{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                               0xff, 0xff, 0xff, 0xff, 0xff}}};

std::string_view text_of(const std::optional<AccountStatus>& status) {
    if (!status) return {};
    return *status == AccountStatus::active ? Account::kActive : Account::kDisabled;
}

}  // namespace

std::expected<SearchText, FieldError> SearchText::parse(std::string_view text) {
    const bool plain = std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (text.size() > kMaxSize || !plain || !utf8::valid(text)) {
        return std::unexpected(FieldError{
            "", "invalid_search", "must be text of at most 254 bytes without control characters"});
    }
    return SearchText{search_key(text)};
}

Task<http::Reply<AdminUserPage>> ListUsers::handle(http::Query<ListUsersQuery> query,
                                                   http::Context& /*context*/) {
    const AccountFilter filter{query->q ? query->q->key() : std::string{}, text_of(query->status)};
    // A cursor belongs to its filter.
    const std::string list = fmt::format("accounts {} {}", filter.status, filter.prefix);
    UserId before = kNewest;
    if (query->cursor) {
        const auto position = cursors_.open(list, *query->cursor);
        const auto id = position ? Uuid::parse(*position) : std::nullopt;
        if (!id) co_return problems::kInvalidCursor;
        before = UserId{*id};
    }
    const std::int64_t limit = service::entries_of(query->limit);
    std::vector<AccountDetails> rows = co_await accounts_.list(filter, before, limit + 1);
    AdminUserPage page{};
    if (std::cmp_greater(rows.size(), limit)) {
        rows.pop_back();
        page.next_cursor = cursors_.seal(list, rows.back().id.text());
    }
    page.data.reserve(rows.size());
    for (const AccountDetails& row : rows)
        page.data.push_back(AdminUser::of(row));
    co_return page;
}

Task<http::Reply<AdminUser>> GetUser::handle(http::Path<AdminUserPath> path,
                                             http::Context& /*context*/) {
    const std::optional<AccountDetails> account = co_await accounts_.find_details(path->id);
    if (!account) co_return problems::kNotFound;
    co_return answer_with(*account);
}

}  // namespace gatehouse::auth
