#include <iostream>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/operations_probe.hpp"

namespace gatehouse::commands {

int healthcheck(const Common& common) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const auto& listen = settings.operations.listen;
    const auto status = ask_operations(listen, "/readyz").status;
    if (status != 200) {
        std::cerr << "gatehouse: " << listen.text()
                  << (status == 0 ? " does not answer\n" : " is not ready\n");
        return 1;
    }
    return 0;
}

}  // namespace gatehouse::commands
