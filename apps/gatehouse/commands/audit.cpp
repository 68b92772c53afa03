#include <iostream>
#include <string>

#include <fmt/format.h>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/program_log.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/service/host.hpp"
#include "services/auth-service/service.hpp"

namespace gatehouse::commands {

int verify_audit(const Common& common) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const ProgramLog log{settings.log, "gatehouse"};
    auto host_options = host_settings(settings);
    host_options.serves = false;
    auth::AuthService* auth = nullptr;
    auto selected = guests(select_targets(auth::AuthService::kName), settings);
    selected.front().make = [&](const service::Environment& environment, service::Host& host) {
        auto made =
            std::make_unique<auth::AuthService>(environment, settings.auth, host.hash_pool(1, 1));
        auth = made.get();
        return made;
    };
    service::Host host{std::move(host_options), std::move(selected), log.logger()};
    const auth::AuditVerdict verdict = host.run(auth->verify_audit());
    if (verdict.fault) {
        std::cerr << fmt::format("gatehouse: audit record {} {}\n", verdict.fault->seq,
                                 verdict.fault->what);
        return 1;
    }
    std::cout << fmt::format("{} audit records are as they were written", verdict.records);
    if (verdict.records > 0) {
        std::cout << fmt::format(" ({} to {})", verdict.first, verdict.first + verdict.records - 1);
    }
    if (verdict.waiting > 0) {
        std::cout << fmt::format("; {} wait for their place in the chain", verdict.waiting);
    }
    std::cout << '\n';
    return 0;
}

}  // namespace gatehouse::commands
