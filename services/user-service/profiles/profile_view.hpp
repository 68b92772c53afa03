#pragma once

#include <optional>
#include <string>
#include <utility>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/http/reply.hpp"
#include "services/user-service/profiles/own_profiles.hpp"
#include "services/user-service/profiles/profile_store.hpp"
#include "services/user-service/profiles/stored_json.hpp"

namespace gatehouse::user {

/// A profile as its owner reads it.
struct OwnProfile {
    UserId id;
    std::string name;
    std::string bio;
    std::optional<std::string> avatar_url;
    StoredJson preferences;
    Time updated_at;
};
BOOST_DESCRIBE_STRUCT(OwnProfile, (), (id, name, bio, avatar_url, preferences, updated_at))

/// The answer that shows a profile to its owner.
[[nodiscard]] inline http::Success<OwnProfile> answer_with(Profile profile) {
    http::ETag tag = tag_of(profile.version);
    return {.body = {profile.user_id,
                     std::move(profile.name),
                     std::move(profile.bio),
                     std::move(profile.avatar_url),
                     {std::move(profile.preferences)},
                     profile.updated_at},
            .etag = std::move(tag.text)};
}

}  // namespace gatehouse::user
