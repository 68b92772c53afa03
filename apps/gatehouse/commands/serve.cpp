#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/pages.hpp"
#include "apps/gatehouse/portal_folder.hpp"
#include "apps/gatehouse/program_log.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/service/host.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::commands {
namespace {

std::string names_of(const std::vector<const Target*>& targets) {
    std::string names;
    for (const auto* target : targets) {
        names += (names.empty() ? "" : ", ") + std::string{target->name};
    }
    return names;
}

void log_what_runs(const log::Logger& log, const Settings& settings,
                   const std::vector<const Target*>& running,
                   std::chrono::steady_clock::duration took) {
    const auto& server = settings.server;
    const auto url = server.public_url ? server.public_url->text()
                                       : fmt::format("http://localhost:{}", server.listen.port());
    const auto database =
        settings.database.url ? settings.database.url->text() : settings.database_url();
    log.info("Gatehouse is ready", {{"labels.services", names_of(running)},
                                    {"labels.url", url},
                                    {"labels.listen", server.listen.text()},
                                    {"labels.operations", settings.operations.listen.text()},
                                    {"labels.database", database},
                                    {"event.duration", took}});
    const auto is_auth = [](const Target* target) {
        return target->name == auth::AuthService::kName;
    };
    if (std::ranges::any_of(running, is_auth) &&
        settings.verification() == auth::Verification::deferred) {
        log.info(
            "Sign-up is deferred: an account works before its address is proven, and "
            "registering tells whether an address is taken; set sign_up.verification to "
            "required, with email.smtp_url, to change that");
    }
}

/// One service alone listens on its own port; people still reach all of them under one address,
/// that of the gateway, which is issuer and origin for each of them.
void listen_as_part(Settings& settings, const Target& target) {
    auto& server = settings.server;
    if (!server.public_url) {
        const auto port = std::to_string(server.listen.port());
        server.public_url = *config::PublicUrl::parse("http://localhost:" + port);
    }
    server.listen = server.listen.with_port(target.port);
}

}  // namespace

int serve(const Common& common, const std::string& target,
          const std::optional<std::string>& listen) {
    const auto begin = std::chrono::steady_clock::now();
    const auto running = select_targets(target);
    Settings settings;
    config::Loader loader;
    std::vector<Flag> flags;
    if (listen) {
        flags.push_back({"server.listen", "--listen", *listen});
    }
    load_settings(loader, settings, common, std::move(flags));
    if (running.size() == 1 && loader.origin("server.listen") == "default") {
        listen_as_part(settings, *running.front());
    }
    // Of one target alone the gateway serves the portal.
    const auto portal = running.size() == targets().size()
                            ? portal_folder(settings.portal.dir, this_program())
                            : std::nullopt;
    service::forbid_core_dumps();
    service::allow_descriptors(settings.limits.connections);
    service::block_signals();
    const ProgramLog log{settings.log, running.size() == 1 ? running.front()->name : "gatehouse"};

    Pages pages;
    auto hosting = host_settings(settings);
    hosting.complete = running.size() == targets().size();
    if (!hosting.complete) {
        log.logger().warn(
            "This process has a part of the services only, and there is no bus yet: its events "
            "wait "
            "for a process that has all");
    }
    service::Host host{std::move(hosting), guests(running, settings), log.logger()};
    pages.add_to(host.router(), running, portal);
    host.start();
    log_what_runs(log.logger(), settings, running, std::chrono::steady_clock::now() - begin);
    if (portal) {
        log.logger().info("The portal is served", {{"labels.folder", portal->string()}});
    }
    host.wait_for_stop();
    log.logger().info("Gatehouse is stopping");
    if (!host.stop()) {
        log.logger().warn("Requests were cut off: they took longer than server.drain_limit");
    }
    log.logger().info("Gatehouse has stopped");
    return 0;
}

}  // namespace gatehouse::commands
