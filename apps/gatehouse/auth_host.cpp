#include "apps/gatehouse/auth_host.hpp"

#include <memory>
#include <vector>

#include "apps/gatehouse/targets.hpp"

namespace gatehouse {
namespace {

service::HostSettings options_of(const Settings& settings, bool concludes_restore) {
    auto options = host_settings(settings);
    options.serves = false;
    options.concludes_restore = concludes_restore;
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

AuthHost::AuthHost(const Settings& settings, const log::Logger& log, bool concludes_restore)
    : host_(options_of(settings, concludes_restore), guest_of(settings, service_), log) {
}

}  // namespace gatehouse
