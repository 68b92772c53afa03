#include "services/user-service/service.hpp"

#include <string>

#include "contracts/events.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/http/router.hpp"
#include "platform/service/inbox.hpp"
#include "platform/service/outbox.hpp"
#include "platform/service/page.hpp"
#include "platform/service/periodic.hpp"
#include "services/user-service/admin/list_profiles.hpp"
#include "services/user-service/directory/public_profiles.hpp"
#include "services/user-service/me/get_me.hpp"
#include "services/user-service/me/patch_me.hpp"
#include "services/user-service/migrations.hpp"
#include "services/user-service/preferences/preferences.hpp"
#include "services/user-service/profiles/own_profiles.hpp"
#include "services/user-service/profiles/profile_changes.hpp"
#include "services/user-service/profiles/profile_store.hpp"

namespace gatehouse::user {
namespace {

constexpr Milliseconds kUpkeepEvery = std::chrono::hours{1};

/// How long a processed event is remembered: far longer than it may be redelivered.
constexpr Milliseconds kRememberEvents = std::chrono::days{14};

}  // namespace

/// The wiring: each member gets what it needs from those above it.
struct UserService::Parts {
    explicit Parts(const service::Environment& environment);

    Task<void> erase(sql::Transaction& transaction, const contracts::UserErased& event);
    Task<void> forget_old_events();

    const service::Environment env;

    ProfileStore store;
    service::Outbox outbox;
    service::Inbox inbox;
    OwnProfiles own_profiles;
    ProfileChanges changes;
    service::Cursors cursors;

    GetMe get_me;
    PatchMe patch_me;
    GetPreferences get_preferences;
    PutPreferences put_preferences;
    GetPublicProfile get_public_profile;
    BatchGetProfiles batch_get_profiles;
    ListProfiles list_profiles;
    ListProfilesPlain list_profiles_plain;

    service::Periodic clean_up;
};

UserService::Parts::Parts(const service::Environment& environment)
    : env(environment),
      store(env.database, env.ids),
      outbox(env.clock, env.ids, env.loops, env.database, env.bus),
      inbox(std::string{kName}, env.clock, env.database),
      own_profiles(store),
      changes(env.database, store, outbox),
      cursors(env.keys.mac_key("user-cursor")),
      get_me(own_profiles),
      patch_me(changes, own_profiles),
      get_preferences(own_profiles),
      put_preferences(changes, own_profiles),
      get_public_profile(store),
      batch_get_profiles(store),
      list_profiles(store, cursors),
      list_profiles_plain(list_profiles),
      clean_up(env.loops, "forget processed events", kUpkeepEvery,
               [this] { return forget_old_events(); }) {
}

Task<void> UserService::Parts::erase(sql::Transaction& transaction,
                                     const contracts::UserErased& event) {
    co_await store.remove(transaction, event.user_id);
    // What was still to be told of the person names them.
    co_await outbox.forget(transaction, event.user_id.uuid());
}

Task<void> UserService::Parts::forget_old_events() {
    co_await inbox.forget_before(env.clock.now() - kRememberEvents);
}

UserService::UserService(const service::Environment& environment)
    : parts_(std::make_unique<Parts>(environment)) {
}

UserService::~UserService() = default;

std::span<const EmbeddedFile> UserService::migrations() {
    return kMigrations;
}

void UserService::add_routes(http::Router& router) {
    router.add(parts_->get_me);
    router.add(parts_->patch_me);
    router.add(parts_->get_preferences);
    router.add(parts_->put_preferences);
    router.add(parts_->get_public_profile);
    router.add(parts_->batch_get_profiles);
    router.add(parts_->list_profiles);
    router.add(parts_->list_profiles_plain);
}

void UserService::subscribe(events::EventBus& bus) {
    parts_->inbox.on<contracts::UserRegistered>(
        bus, [this](sql::Transaction& transaction, const contracts::UserRegistered& event) {
            return parts_->store.insert(transaction, event);
        });
    parts_->inbox.on<contracts::UsersImported>(
        bus, [this](sql::Transaction& transaction, const contracts::UsersImported& event) {
            return parts_->store.insert_all(transaction, event);
        });
    parts_->inbox.on<contracts::UserErased>(
        bus, [this](sql::Transaction& transaction, const contracts::UserErased& event) {
            return parts_->erase(transaction, event);
        });
    parts_->inbox.on<contracts::AccountRenamed>(
        bus, [this](sql::Transaction& transaction, const contracts::AccountRenamed& event) {
            return parts_->changes.user_renamed(transaction, event);
        });
}

Task<void> UserService::start() {
    parts_->outbox.start();
    parts_->clean_up.start(Milliseconds{0});
    co_return;
}

Task<void> UserService::stop() {
    co_await parts_->clean_up.stop();
    co_await parts_->outbox.stop();
}

Task<bool> UserService::ready() {
    co_return co_await parts_->env.database.healthy();
}

}  // namespace gatehouse::user
