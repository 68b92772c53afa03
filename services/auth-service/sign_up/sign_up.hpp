#pragma once

#include <boost/describe.hpp>

#include "contracts/display_name.hpp"
#include "contracts/email.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_registry.hpp"
#include "services/auth-service/accounts/password.hpp"
#include "services/auth-service/counters.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/session_opener.hpp"

namespace gatehouse::auth {

struct SignUpRequest {
    Email email;
    Password password;
    DisplayName name;
};
BOOST_DESCRIBE_STRUCT(SignUpRequest, (), (email, password, name))

/// Creates an account and signs it in; it owns nothing of its address until that is proven.
class SignUp {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::post,
                                        .path = "/api/v1/auth/register",
                                        .access = http::Access::anonymous,
                                        .check_origin = true,
                                        .limit = "register"};
    static constexpr http::Doc kDoc =
        http::Doc{"Create an account and sign in", problems::kEmailExists, problems::kWeakPassword,
                  problems::kOverloaded}
            .answering(201);

    SignUp(AccountRegistry& registry, const SessionOpener& opener, const Counters& counters)
        : registry_(registry), opener_(opener), counters_(counters) {}

    Task<http::Reply<SessionAnswer>> handle(SignUpRequest request, http::Context& context);

private:
    AccountRegistry& registry_;
    const SessionOpener& opener_;
    const Counters& counters_;
};

}  // namespace gatehouse::auth
