#pragma once

#include <cstdint>

#include <boost/describe.hpp>

#include "platform/crypto/password_strength.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"

namespace gatehouse::auth {

/// What a new password must fulfil; lengths in code points, the score as zxcvbn gives it (0 to 4).
struct PasswordPolicy {
    std::int64_t min_length;
    std::int64_t max_length;
    int min_score;
};
BOOST_DESCRIBE_STRUCT(PasswordPolicy, (), (min_length, max_length, min_score))

/// Tells a form what it may ask of a new password before sending it.
class GetPasswordPolicy {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/auth/password/policy",
                                        .access = http::Access::anonymous};
    static constexpr http::Doc kDoc{"Read what a new password must fulfil"};

    explicit GetPasswordPolicy(const crypto::PasswordPolicy& policy) : policy_(policy) {}

    http::Reply<PasswordPolicy> handle(http::Context& context);

private:
    crypto::PasswordPolicy policy_;
};

}  // namespace gatehouse::auth
