#include "services/auth-service/admin/list_users.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/base/utf8.hpp"

namespace gatehouse::auth {
namespace {

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
    const auto wanted = service::NewestFirst::of(
        cursors_, fmt::format("accounts {} {}", filter.status, filter.prefix), *query);
    if (!wanted) co_return problems::kInvalidCursor;
    std::vector<AccountDetails> rows =
        co_await accounts_.list(filter, UserId{wanted->before()}, wanted->rows());
    co_return wanted->page<AdminUserPage>(std::move(rows), AdminUser::of);
}

Task<http::Reply<AdminUser>> GetUser::handle(http::Path<AdminUserPath> path,
                                             http::Context& /*context*/) {
    const std::optional<AccountDetails> account = co_await accounts_.find_details(path->id);
    if (!account) co_return problems::kNotFound;
    co_return answer_with(*account);
}

}  // namespace gatehouse::auth
