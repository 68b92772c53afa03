#include "apps/gatehouse/auth_host.hpp"

#include <iostream>
#include <memory>
#include <vector>

#include "apps/gatehouse/targets.hpp"
#include "platform/service/installation.hpp"

namespace gatehouse {
namespace {

service::HostSettings options_of(const Settings& settings, AuthHost::Use use) {
    auto options = host_settings(settings);
    options.serves = false;
    options.makes_installation = use != AuthHost::Use::existing;
    options.concludes_restore = use == AuthHost::Use::conclude_restore;
    if (use == AuthHost::Use::new_or_existing && !service::holds_installation(options.data_dir)) {
        std::cerr << "gatehouse: makes a new installation in " << options.data_dir.string() << '\n';
    }
    return options;
}

std::vector<service::Guest> guest_of(const Settings& settings, auth::AuthService*& place) {
    auto selected = guests(select_targets(auth::AuthService::kName), settings);
    selected.front().make = [&settings, &place](const service::Environment& environment,
                                                service::Host& host) {
        auto made =
            std::make_unique<auth::AuthService>(environment, settings.auth, host.hash_pool(1, 1));
        place = made.get();
        return made;
    };
    return selected;
}

}  // namespace

AuthHost::AuthHost(const Settings& settings, const log::Logger& log, Use use)
    : host_(options_of(settings, use), guest_of(settings, service_), log) {
}

}  // namespace gatehouse
