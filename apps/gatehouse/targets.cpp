#include "apps/gatehouse/targets.hpp"

#include <algorithm>

#include "apps/gatehouse/version.hpp"
#include "platform/config/reading.hpp"
#include "services/auth-service/service.hpp"
#include "services/notification-service/service.hpp"
#include "services/user-service/service.hpp"

namespace gatehouse {
namespace {

template <class S>
std::vector<sql::Migration> migrations_of() {
    std::vector<sql::Migration> migrations;
    for (const auto& file : S::migrations()) {
        migrations.push_back({.file = file.name, .text = file.text});
    }
    return migrations;
}

std::unique_ptr<service::Service> make_auth(const service::Environment& environment,
                                            service::Host& host, const Settings& settings) {
    const auto& password = settings.auth.password;
    return std::make_unique<auth::AuthService>(
        environment, settings.auth_settings(),
        host.hash_pool(password.hash_threads, password.hash_queue));
}

std::unique_ptr<service::Service> make_user(const service::Environment& environment,
                                            service::Host& /*host*/, const Settings& /*settings*/) {
    return std::make_unique<user::UserService>(environment);
}

std::unique_ptr<service::Service> make_notification(const service::Environment& environment,
                                                    service::Host& /*host*/,
                                                    const Settings& settings) {
    return std::make_unique<notification::NotificationService>(
        environment, settings.notification, settings.base_url(), settings.is_public());
}

template <class S>
constexpr Target target(decltype(Target::make) make) {
    return {.name = S::kName,
            .port = S::kPort,
            .database = S::kDatabase,
            .migrations = &migrations_of<S>,
            .make = make};
}

constexpr Target kTargets[] = {
    target<auth::AuthService>(&make_auth),
    target<user::UserService>(&make_user),
    target<notification::NotificationService>(&make_notification),
};

}  // namespace

std::span<const Target> targets() {
    return kTargets;
}

std::vector<const Target*> select_targets(std::string_view names) {
    std::vector<const Target*> selected;
    const auto wanted = config::split_list(names);
    for (const auto& target : kTargets) {
        if (names == "all" || std::ranges::find(wanted, target.name) != wanted.end()) {
            selected.push_back(&target);
        }
    }
    if (names != "all" && (wanted.empty() || selected.size() != wanted.size())) {
        std::string known = "all";
        for (const auto& target : kTargets) {
            known += ", " + std::string{target.name};
        }
        throw UnknownTarget("--target: takes each of these at most once: " + known);
    }
    return selected;
}

std::vector<service::Guest> guests(const std::vector<const Target*>& selected,
                                   const Settings& settings) {
    std::vector<service::Guest> guests;
    for (const auto* target : selected) {
        guests.push_back({.name = target->name,
                          .database = target->database,
                          .migrations = target->migrations(),
                          .make = [target, &settings](const service::Environment& environment,
                                                      service::Host& host) {
                              return target->make(environment, host, settings);
                          }});
    }
    return guests;
}

service::HostSettings host_settings(const Settings& settings) {
    return {.server = settings.server,
            .operations = settings.operations,
            .database = settings.database,
            .limits = settings.limits,
            .rate_limit = settings.rate_limit,
            .database_url = settings.database_url(),
            .data_dir = settings.data.dir,
            .token_lifetime = settings.auth.tokens.access_ttl,
            .version = std::string{kVersion},
            .log_requests = settings.log.requests};
}

std::vector<sql::OpenOptions> databases(const Settings& settings) {
    const auto host = host_settings(settings);
    std::vector<sql::OpenOptions> all;
    for (const auto& target : kTargets) {
        all.push_back(service::open_options(host, target.database));
    }
    return all;
}

}  // namespace gatehouse
