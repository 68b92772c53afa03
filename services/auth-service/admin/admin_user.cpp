#include "services/auth-service/admin/admin_user.hpp"

#include <fmt/format.h>

namespace gatehouse::auth {

AdminUser AdminUser::of(const AccountDetails& account) {
    return {account.id,
            account.email,
            account.name,
            account.status == Account::kActive ? AccountStatus::active : AccountStatus::disabled,
            split_roles(account.roles),
            account.email_verified_at.has_value(),
            account.created_at,
            account.updated_at,
            account.signed_in_at};
}

http::ETag tag_of(const AccountDetails& account) {
    return http::ETag::of(fmt::format("{}-{}", account.version, unix_ms(account.updated_at)));
}

http::Reply<AdminUser> answer_with(const AccountDetails& account) {
    return http::Success<AdminUser>{.body = AdminUser::of(account), .etag = tag_of(account).text};
}

}  // namespace gatehouse::auth
