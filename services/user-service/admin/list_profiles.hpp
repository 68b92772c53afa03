#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/page.hpp"
#include "services/user-service/problems.hpp"
#include "services/user-service/profiles/profile_store.hpp"

namespace gatehouse::user {

struct ListProfilesQuery {
    std::optional<std::string> q;  ///< what the name begins with
    std::optional<service::PageLimit> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListProfilesQuery, (), (q, limit, cursor))

struct AdminProfile {
    UserId id;
    std::string name;
    std::string bio;
    std::optional<std::string> avatar_url;
    Time created_at;
    Time updated_at;
};
BOOST_DESCRIBE_STRUCT(AdminProfile, (), (id, name, bio, avatar_url, created_at, updated_at))

struct AdminProfilePage {
    std::vector<AdminProfile> data;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminProfilePage, (), (data, next_cursor))

/// Lists profiles by name for administrators.
class ListProfiles {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/users/", .access = http::Access::admin};
    static constexpr http::Doc kDoc{"List profiles by name", problems::kInvalidCursor};

    ListProfiles(ProfileStore& profiles, const service::Cursors& cursors)
        : profiles_(profiles), cursors_(cursors) {}

    Task<http::Reply<AdminProfilePage>> handle(http::Query<ListProfilesQuery> query,
                                               http::Context& context);

private:
    ProfileStore& profiles_;
    const service::Cursors& cursors_;
};

/// The same list under the address without the final slash.
class ListProfilesPlain {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/users", .access = http::Access::admin};
    static constexpr http::Doc kDoc = ListProfiles::kDoc;

    explicit ListProfilesPlain(ListProfiles& list) : list_(list) {}

    Task<http::Reply<AdminProfilePage>> handle(http::Query<ListProfilesQuery> query,
                                               http::Context& context) {
        return list_.handle(std::move(query), context);
    }

private:
    ListProfiles& list_;
};

}  // namespace gatehouse::user
