#include <iostream>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/service/installation.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::commands {

int migrate(const Common& common) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const auto host = host_settings(settings);
    if (host.database_url.starts_with("sqlite:")) {
        service::make_data_directory(host.data_dir);
    }
    for (const auto& target : targets()) {
        const auto applied = service::bring_up_to_date(
            host.data_dir, service::open_options(host, target.database), target.migrations());
        std::cout << target.name << ": " << applied << " migrations applied\n";
    }
    return 0;
}

}  // namespace gatehouse::commands
