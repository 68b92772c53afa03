#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/events.hpp"
#include "platform/async/task.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/user-service/profiles/profile_store.hpp"

namespace gatehouse::user {

/// Stores what people change in their profiles, and tells the services that keep a part of it: the
/// name, and the language of mails. Shared between loops.
class ProfileChanges {
public:
    ProfileChanges(sql::Database& database, ProfileStore& profiles, service::Outbox& outbox)
        : database_(database), profiles_(profiles), outbox_(outbox) {}

    /// Stores `after` and the events of what differs from `before`, all or nothing, if the row
    /// still has the version of `before`; gives the new version, nothing when it has not.
    Task<std::optional<std::int64_t>> commit(const Profile& before, Profile after);
    /// An administrator gave the account another name: the profile has it too, unless its owner
    /// changed it later. The body of the inbox's transaction; tells nobody, so that nothing goes
    /// round in circles.
    Task<void> user_renamed(sql::Transaction& transaction, const contracts::AccountRenamed& event);

private:
    sql::Database& database_;
    ProfileStore& profiles_;
    service::Outbox& outbox_;
};

/// The member `locale` of preferences (the text of a JSON object) if it can be a language tag (BCP
/// 47); else empty: none was chosen.
[[nodiscard]] std::string chosen_language(std::string_view preferences);

}  // namespace gatehouse::user
