#pragma once

#include <expected>
#include <optional>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/http/context.hpp"
#include "services/user-service/profiles/profile_store.hpp"

namespace gatehouse::user {

/// Finds the profile of the caller, who has just registered perhaps: then the event that creates it
/// may still be on its way. Shared between loops.
class OwnProfiles {
public:
    explicit OwnProfiles(ProfileStore& profiles) : profiles_(profiles) {}

    /// The caller's profile; waits for it up to two seconds, then fails with `overloaded`.
    Task<std::expected<Profile, Problem>> get(const http::Context& context);
    /// The same if If-Match names its tag; else `precondition_required` or
    /// `precondition_failed`.
    Task<std::expected<Profile, Problem>> get_to_change(const http::Context& context);

private:
    Task<std::expected<Profile, Problem>> wait_for(UserId user, SteadyTime deadline);

    ProfileStore& profiles_;
};

/// The entity tag of a profile and of its preferences.
[[nodiscard]] http::ETag tag_of(std::int64_t version);

}  // namespace gatehouse::user
