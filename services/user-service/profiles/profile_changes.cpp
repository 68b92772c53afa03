#include "services/user-service/profiles/profile_changes.hpp"

#include <algorithm>
#include <utility>

#include "contracts/mail.hpp"
#include "platform/json/document.hpp"

namespace gatehouse::user {

Task<std::optional<std::int64_t>> ProfileChanges::commit(const Profile& before, Profile after) {
    const bool renamed = after.name != before.name;
    if (renamed) {
        // Later than what is known of, even if that was told by a clock ahead of this one.
        after.name_changed_at =
            std::max<Time>(after.updated_at, before.name_changed_at + Milliseconds{1});
    }
    const std::string language = chosen_language(after.preferences);
    const bool chosen = language != chosen_language(before.preferences);
    const auto version = co_await database_.transact(
        [&](sql::Transaction& transaction) -> Task<std::optional<std::int64_t>> {
            const auto stored = co_await profiles_.update(transaction, after);
            if (!stored) co_return std::nullopt;
            if (renamed) {
                co_await outbox_.add(
                    transaction,
                    contracts::ProfileRenamed{after.user_id, after.name, after.name_changed_at});
            }
            if (chosen) {
                co_await outbox_.add(transaction, contracts::LanguageChosen{after.user_id, language,
                                                                            after.updated_at});
            }
            co_return stored;
        });
    if (version && (renamed || chosen)) outbox_.nudge();
    co_return version;
}

Task<void> ProfileChanges::user_renamed(sql::Transaction& transaction,
                                        const contracts::AccountRenamed& event) {
    co_await profiles_.rename(transaction, event.user_id, event.name, event.renamed_at);
}

std::string chosen_language(std::string_view preferences) {
    constexpr std::size_t kLongest = 35;
    const auto document = json::Document::parse(preferences);
    if (!document || document->root().kind() != json::Kind::object) return {};
    const auto locale = document->root().find("locale");
    if (!locale || locale->kind() != json::Kind::string) return {};
    std::string tag{locale->text()};
    const bool fits = tag.size() <= kLongest && std::ranges::all_of(tag, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '-';
                      });
    return fits ? tag : std::string{};
}

}  // namespace gatehouse::user
