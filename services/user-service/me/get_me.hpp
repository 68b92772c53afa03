#pragma once

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "services/user-service/problems.hpp"
#include "services/user-service/profiles/own_profiles.hpp"
#include "services/user-service/profiles/profile_view.hpp"

namespace gatehouse::user {

/// Shows the caller their own profile.
class GetMe {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/users/me", .access = http::Access::user};
    static constexpr http::Doc kDoc{"Read your profile", problems::kOverloaded};

    explicit GetMe(OwnProfiles& profiles) : profiles_(profiles) {}

    Task<http::Reply<OwnProfile>> handle(http::Context& context);

private:
    OwnProfiles& profiles_;
};

}  // namespace gatehouse::user
