#include "services/user-service/admin/list_profiles.hpp"

#include <utility>

#include "services/user-service/profiles/name_key.hpp"

namespace gatehouse::user {
namespace {

constexpr std::size_t kUuidSize = 36;

// The id has a fixed size, so the key may hold anything.
std::string text_of(const ListedProfile& last) {
    return last.id.text() + last.name_key;
}

std::optional<ListPosition> position_of(std::string_view text) {
    const auto id = Uuid::parse(text.substr(0, kUuidSize));
    if (!id) return std::nullopt;
    return ListPosition{std::string{text.substr(kUuidSize)}, UserId{*id}};
}

}  // namespace

Task<http::Reply<AdminProfilePage>> ListProfiles::handle(http::Query<ListProfilesQuery> query,
                                                         http::Context& /*context*/) {
    const std::string prefix = name_key(query->q.value_or(""));
    const std::string list = "profiles " + prefix;
    ListPosition after{"", UserId{Uuid{}}};
    if (query->cursor) {
        const auto text = cursors_.open(list, *query->cursor);
        auto position = text ? position_of(*text) : std::nullopt;
        if (!position) co_return problems::kInvalidCursor;
        after = std::move(*position);
    }
    const std::int64_t limit = service::entries_of(query->limit);
    std::vector<ListedProfile> rows = co_await profiles_.list(prefix, after, limit + 1);
    co_return service::page_of<AdminProfilePage>(
        std::move(rows), limit,
        [](ListedProfile& row) {
            return AdminProfile{
                row.id,         std::move(row.name), std::move(row.bio), std::move(row.avatar_url),
                row.created_at, row.updated_at};
        },
        [this, &list](const ListedProfile& last) { return cursors_.seal(list, text_of(last)); });
}

}  // namespace gatehouse::user
