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
    AdminProfilePage page{};
    if (std::cmp_greater(rows.size(), limit)) {
        rows.pop_back();
        page.next_cursor = cursors_.seal(list, text_of(rows.back()));
    }
    page.data.reserve(rows.size());
    for (ListedProfile& row : rows) {
        page.data.push_back({row.id, std::move(row.name), std::move(row.bio),
                             std::move(row.avatar_url), row.created_at, row.updated_at});
    }
    co_return page;
}

}  // namespace gatehouse::user
