#include "services/user-service/directory/public_profiles.hpp"

#include <optional>
#include <unordered_map>
#include <utility>

namespace gatehouse::user {

Task<http::Reply<PublicProfile>> GetPublicProfile::handle(http::Path<UserPath> path,
                                                          http::Context& /*context*/) {
    std::optional<PublicProfile> profile = co_await profiles_.find_public(path->id);
    if (!profile) co_return problems::kNotFound;
    co_return std::move(*profile);
}

Task<http::Reply<BatchGetAnswer>> BatchGetProfiles::handle(BatchGetRequest request,
                                                           http::Context& /*context*/) {
    if (request.ids.size() > ProfileStore::kMaxBatch) {
        Problem problem{problems::kValidationFailed};
        problem.errors.push_back({"/ids", "too_many", "must have at most 100 entries"});
        co_return problem;
    }
    std::unordered_map<UserId, PublicProfile> found;
    for (PublicProfile& profile : co_await profiles_.find_public(request.ids)) {
        found.emplace(profile.id, std::move(profile));
    }
    BatchGetAnswer answer{};
    for (const UserId id : request.ids) {
        // An id asked for twice is answered once.
        if (auto entry = found.extract(id)) answer.data.push_back(std::move(entry.mapped()));
    }
    co_return answer;
}

}  // namespace gatehouse::user
