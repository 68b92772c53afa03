#include "services/user-service/me/patch_me.hpp"

#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "services/user-service/profiles/merge_patch.hpp"

namespace gatehouse::user {
namespace {

Problem invalid(std::string pointer, FieldError error) {
    error.pointer = std::move(pointer);
    Problem problem{problems::kValidationFailed};
    problem.errors.push_back(std::move(error));
    return problem;
}

std::expected<std::string, FieldError> merged(const std::string& stored,
                                              const json::Patch<json::Object>& patch) {
    if (patch.is_null()) return json::Object{}.text();
    auto target = json::Object::parse(stored);
    if (!target) return std::unexpected(std::move(target.error()));
    auto result = merge_patch(*target, patch.value());
    if (!result) return std::unexpected(std::move(result.error()));
    return result->text();
}

/// Changes `profile` as the request says; gives what is wrong with the request.
std::optional<Problem> apply(const PatchProfileRequest& request, Profile& profile) {
    if (!request.name.absent()) profile.name = request.name.value().text();
    if (!request.bio.absent()) {
        profile.bio = request.bio.has_value() ? request.bio.value().text() : std::string{};
    }
    if (!request.avatar_url.absent()) {
        profile.avatar_url = request.avatar_url.has_value()
                                 ? std::optional{request.avatar_url.value().text()}
                                 : std::nullopt;
    }
    if (!request.preferences.absent()) {
        auto preferences = merged(profile.preferences, request.preferences);
        if (!preferences) return invalid("/preferences", std::move(preferences.error()));
        profile.preferences = std::move(*preferences);
    }
    return std::nullopt;
}

}  // namespace

Task<http::Reply<OwnProfile>> PatchMe::handle(PatchProfileRequest request, http::Context& context) {
    auto profile = co_await profiles_.get_to_change(context);
    if (!profile) co_return std::move(profile.error());
    const Profile before = *profile;
    if (auto problem = apply(request, *profile)) co_return std::move(*problem);
    // Always later than it was: what other services hear of is told apart by it.
    profile->updated_at = std::max<Time>(context.now(), before.updated_at + Milliseconds{1});
    const std::optional<std::int64_t> version = co_await changes_.commit(before, *profile);
    // Someone else changed it since it was read above.
    if (!version) co_return problems::kPreconditionFailed;
    profile->version = *version;
    co_return answer_with(std::move(*profile));
}

}  // namespace gatehouse::user
