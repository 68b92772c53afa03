#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/page.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/admin/admin_user.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

/// What an address or a name begins with: up to 254 bytes of text without control characters.
class SearchText {
public:
    static constexpr std::size_t kMaxSize = 254;

    /// Fails with `invalid_search`.
    [[nodiscard]] static std::expected<SearchText, FieldError> parse(std::string_view text);

    /// As accounts are searched for.
    [[nodiscard]] const std::string& key() const noexcept { return key_; }

private:
    explicit SearchText(std::string key) : key_(std::move(key)) {}

    std::string key_;
};

struct ListUsersQuery {
    std::optional<SearchText> q;
    std::optional<AccountStatus> status;
    std::optional<service::PageLimit> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListUsersQuery, (), (q, status, limit, cursor))

struct AdminUserPage {
    std::vector<AdminUser> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminUserPage, (), (data, next_cursor))

/// Lists accounts for administrators, newest first.
class ListUsers {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/auth/admin/users", .access = http::Access::admin};
    static constexpr http::Doc kDoc{"List accounts by address or name", problems::kInvalidCursor};

    ListUsers(AccountStore& accounts, const service::Cursors& cursors)
        : accounts_(accounts), cursors_(cursors) {}

    Task<http::Reply<AdminUserPage>> handle(http::Query<ListUsersQuery> query,
                                            http::Context& context);

private:
    AccountStore& accounts_;
    const service::Cursors& cursors_;
};

/// Shows one account to administrators.
class GetUser {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/auth/admin/users/{id}",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"Read an account", problems::kNotFound};

    explicit GetUser(AccountStore& accounts) : accounts_(accounts) {}

    Task<http::Reply<AdminUser>> handle(http::Path<AdminUserPath> path, http::Context& context);

private:
    AccountStore& accounts_;
};

}  // namespace gatehouse::auth
