#include "services/user-service/profiles/own_profiles.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "platform/async/loops.hpp"
#include "services/user-service/problems.hpp"

namespace gatehouse::user {
namespace {

constexpr Milliseconds kLookAgainEvery{10};
constexpr Milliseconds kLongestWait = std::chrono::seconds{2};

}  // namespace

http::ETag tag_of(std::int64_t version) {
    return http::ETag::of(std::to_string(version));
}

Task<std::expected<Profile, Problem>> OwnProfiles::get(const http::Context& context) {
    const UserId user = context.caller().user;
    std::optional<Profile> profile = co_await profiles_.find(user);
    if (profile) co_return std::move(*profile);
    co_return co_await wait_for(user, std::chrono::steady_clock::now() + kLongestWait);
}

Task<std::expected<Profile, Problem>> OwnProfiles::wait_for(UserId user, SteadyTime deadline) {
    while (std::chrono::steady_clock::now() < deadline) {
        co_await async::sleep_for(kLookAgainEvery);
        std::optional<Profile> profile = co_await profiles_.find(user);
        if (profile) co_return std::move(*profile);
    }
    Problem problem{problems::kOverloaded, "The profile is still being made; try again shortly."};
    problem.retry_after = Seconds{1};
    co_return std::unexpected(std::move(problem));
}

Task<std::expected<Profile, Problem>> OwnProfiles::get_to_change(const http::Context& context) {
    auto wanted = context.require_if_match();
    if (!wanted) co_return std::unexpected(std::move(wanted.error()));
    auto profile = co_await get(context);
    if (profile && !wanted->names(tag_of(profile->version))) {
        co_return std::unexpected(Problem{problems::kPreconditionFailed});
    }
    co_return profile;
}

}  // namespace gatehouse::user
