#pragma once

#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "services/user-service/problems.hpp"
#include "services/user-service/profiles/profile_store.hpp"

namespace gatehouse::user {

struct UserPath {
    UserId id;
};
BOOST_DESCRIBE_STRUCT(UserPath, (), (id))

/// Shows what everybody who is signed in may see of somebody.
class GetPublicProfile {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/users/{id}", .access = http::Access::user};
    static constexpr http::Doc kDoc{"Read somebody's public profile", problems::kNotFound};

    explicit GetPublicProfile(ProfileStore& profiles) : profiles_(profiles) {}

    Task<http::Reply<PublicProfile>> handle(http::Path<UserPath> path, http::Context& context);

private:
    ProfileStore& profiles_;
};

struct BatchGetRequest {
    std::vector<UserId> ids;
};
BOOST_DESCRIBE_STRUCT(BatchGetRequest, (), (ids))

struct BatchGetAnswer {
    std::vector<PublicProfile> data;
};
BOOST_DESCRIBE_STRUCT(BatchGetAnswer, (), (data))

/// Shows up to a hundred public profiles at once, in the order asked for; unknown ids are left out.
class BatchGetProfiles {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::post, .path = "/api/v1/users/batch-get", .access = http::Access::user};
    static constexpr http::Doc kDoc{"Read several public profiles"};

    explicit BatchGetProfiles(ProfileStore& profiles) : profiles_(profiles) {}

    Task<http::Reply<BatchGetAnswer>> handle(BatchGetRequest request, http::Context& context);

private:
    ProfileStore& profiles_;
};

}  // namespace gatehouse::user
