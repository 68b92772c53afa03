#include <cstdlib>

#include <unistd.h>

#include "apps/gatehouse/commands.hpp"

namespace gatehouse::commands {
namespace {

std::span<const char* const> environment() {
    std::size_t count = 0;
    while (environ[count] != nullptr) {
        ++count;
    }
    return {environ, count};
}

}  // namespace

void load_settings(config::Loader& loader, Settings& settings, const Common& common,
                   std::vector<Flag> extra) {
    Sources sources{.file = {}, .environment = environment(), .flags = std::move(extra)};
    if (common.config) {
        sources.file = *common.config;
    } else if (const char* named = std::getenv(std::string{kConfigVariable}.c_str())) {
        sources.file = named;
    }
    if (common.data_dir) {
        sources.flags.push_back({"data.dir", "--data-dir", *common.data_dir});
    }
    if (common.database) {
        sources.flags.push_back({"database.url", "--database", *common.database});
    }
    load(loader, settings, sources);
}

}  // namespace gatehouse::commands
