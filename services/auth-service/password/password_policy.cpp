#include "services/auth-service/password/password_policy.hpp"

namespace gatehouse::auth {

http::Reply<PasswordPolicy> GetPasswordPolicy::handle(http::Context& /*context*/) {
    return PasswordPolicy{static_cast<std::int64_t>(policy_.min_length),
                          static_cast<std::int64_t>(policy_.max_length), policy_.min_score};
}

}  // namespace gatehouse::auth
