#pragma once

#include "platform/async/task.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/json/json.hpp"
#include "services/user-service/problems.hpp"
#include "services/user-service/profiles/own_profiles.hpp"
#include "services/user-service/profiles/profile_changes.hpp"
#include "services/user-service/profiles/stored_json.hpp"

namespace gatehouse::user {

/// Shows the caller's preferences: whatever JSON object their programs keep there.
class GetPreferences {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/users/me/preferences",
                                        .access = http::Access::user};
    static constexpr http::Doc kDoc{"Read your preferences", problems::kOverloaded};

    explicit GetPreferences(OwnProfiles& profiles) : profiles_(profiles) {}

    Task<http::Reply<StoredJson>> handle(http::Context& context);

private:
    OwnProfiles& profiles_;
};

/// Replaces the caller's preferences; their tag is that of the profile they are part of.
class PutPreferences {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::put,
                                        .path = "/api/v1/users/me/preferences",
                                        .access = http::Access::user};
    static constexpr http::Doc kDoc{"Replace your preferences", problems::kPreconditionRequired,
                                    problems::kPreconditionFailed, problems::kOverloaded};

    PutPreferences(ProfileChanges& changes, OwnProfiles& profiles)
        : changes_(changes), profiles_(profiles) {}

    Task<http::Reply<StoredJson>> handle(json::Object preferences, http::Context& context);

private:
    ProfileChanges& changes_;
    OwnProfiles& profiles_;
};

}  // namespace gatehouse::user
