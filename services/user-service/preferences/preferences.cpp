#include "services/user-service/preferences/preferences.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace gatehouse::user {
namespace {

http::Success<StoredJson> answer_with_preferences(Profile profile) {
    return {.body = {std::move(profile.preferences)}, .etag = tag_of(profile.version).text};
}

}  // namespace

Task<http::Reply<StoredJson>> GetPreferences::handle(http::Context& context) {
    auto profile = co_await profiles_.get(context);
    if (!profile) co_return std::move(profile.error());
    co_return answer_with_preferences(std::move(*profile));
}

Task<http::Reply<StoredJson>> PutPreferences::handle(json::Object preferences,
                                                     http::Context& context) {
    auto profile = co_await profiles_.get_to_change(context);
    if (!profile) co_return std::move(profile.error());
    const Profile before = *profile;
    profile->preferences = preferences.text();
    // Always later than it was: what other services hear of is told apart by it.
    profile->updated_at = std::max<Time>(context.now(), before.updated_at + Milliseconds{1});
    const std::optional<std::int64_t> version = co_await changes_.commit(before, *profile);
    if (!version) co_return problems::kPreconditionFailed;
    profile->version = *version;
    co_return answer_with_preferences(std::move(*profile));
}

}  // namespace gatehouse::user
