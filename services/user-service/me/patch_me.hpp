#pragma once

#include <boost/describe.hpp>

#include "contracts/display_name.hpp"
#include "contracts/https_url.hpp"
#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/json.hpp"
#include "services/user-service/problems.hpp"
#include "services/user-service/profiles/bio.hpp"
#include "services/user-service/profiles/own_profiles.hpp"
#include "services/user-service/profiles/profile_changes.hpp"
#include "services/user-service/profiles/profile_view.hpp"

namespace gatehouse::user {

/// A JSON Merge Patch (RFC 7396) of what the owner may change.
struct PatchProfileRequest {
    json::Replacement<DisplayName> name;
    json::Patch<Bio> bio;
    json::Patch<HttpsUrl> avatar_url;
    json::Patch<json::Object> preferences;
};
BOOST_DESCRIBE_STRUCT(PatchProfileRequest, (), (name, bio, avatar_url, preferences))

/// Changes the caller's profile: null empties bio, avatar and preferences; a name stays.
class PatchMe {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::patch, .path = "/api/v1/users/me", .access = http::Access::user};
    static constexpr http::Doc kDoc{"Change your profile", problems::kPreconditionRequired,
                                    problems::kPreconditionFailed, problems::kOverloaded};

    PatchMe(ProfileChanges& changes, OwnProfiles& profiles)
        : changes_(changes), profiles_(profiles) {}

    Task<http::Reply<OwnProfile>> handle(PatchProfileRequest request, http::Context& context);

private:
    ProfileChanges& changes_;
    OwnProfiles& profiles_;
};

}  // namespace gatehouse::user
