#include <iostream>

#include <fmt/format.h>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/service/installation.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::commands {
namespace {

/// The keys of the installation that the settings name.
class OpenKeys {
public:
    explicit OpenKeys(const Common& common) {
        Settings settings;
        config::Loader loader;
        load_settings(loader, settings, common);
        service::refuse_unfinished_restore(settings.data.dir);
        service::require_installation(settings.data.dir);
        ring_ = service::open_keys(settings.data.dir, databases(settings), clock_, random_,
                                   settings.auth.tokens.access_ttl);
    }

    crypto::SigningKeys& operator*() { return ring_->signing_keys(); }
    crypto::SigningKeys* operator->() { return &ring_->signing_keys(); }

private:
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<crypto::KeyRing> ring_;
};

}  // namespace

int list_keys(const Common& common) {
    OpenKeys keys{common};
    std::cout << fmt::format("{:<24} {:<9} {:<25} {:<25} {}\n", "kid", "state", "created",
                             "signs from", "until");
    for (const auto& key : keys->list()) {
        const auto until = key.revoked_at ? key.revoked_at : key.verifies_until;
        std::cout << fmt::format("{:<24} {:<9} {:<25} {:<25} {}\n", key.kid, text_of(key.state),
                                 to_rfc3339(key.created_at), to_rfc3339(key.signs_from),
                                 until ? to_rfc3339(*until) : "-");
    }
    return 0;
}

int rotate_keys(const Common& common) {
    OpenKeys keys{common};
    const auto next = keys->rotate();
    if (!next) {
        std::cerr << "gatehouse: a key is waiting already; see keys list\n";
        return 1;
    }
    std::cout << fmt::format("{} signs from {}\n", next->kid, to_rfc3339(next->signs_from));
    return 0;
}

int revoke_key(const Common& common, const std::string& kid) {
    OpenKeys keys{common};
    if (!keys->revoke(kid)) {
        std::cerr << "gatehouse: there is no key " << kid << "; see keys list\n";
        return 1;
    }
    std::cout << kid << " is withdrawn; running servers refuse it within seconds\n";
    return 0;
}

}  // namespace gatehouse::commands
