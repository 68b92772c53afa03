#include <iostream>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/pages.hpp"
#include "apps/gatehouse/program_log.hpp"
#include "apps/gatehouse/scratch_folder.hpp"
#include "apps/gatehouse/targets.hpp"
#include "apps/gatehouse/version.hpp"
#include "platform/config/listing.hpp"
#include "platform/json/indented.hpp"

namespace gatehouse::commands {

int show_config(const Common& common, bool reference) {
    Settings settings;
    config::Loader loader;
    if (reference) {
        bind(loader, settings);
        std::cout << config::reference(loader.entries());
        return 0;
    }
    load_settings(loader, settings, common);
    std::cout << config::listing(loader.entries());
    return 0;
}

int print_openapi() {
    const ScratchFolder scratch;
    Settings settings;
    settings.data.dir = scratch.path();
    const ProgramLog log{settings.log, "gatehouse"};
    Pages pages;
    service::Host host{host_settings(settings), guests(select_targets("all"), settings),
                       log.logger()};
    pages.add_to(host.router(), select_targets("all"));
    std::cout << json::indented(pages.openapi()) << '\n';
    return 0;
}

int version() {
    std::cout << "gatehouse " << kVersion << '\n';
    return 0;
}

}  // namespace gatehouse::commands
