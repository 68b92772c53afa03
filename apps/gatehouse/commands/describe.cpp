#include <filesystem>
#include <iostream>

#include <stdlib.h>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/pages.hpp"
#include "apps/gatehouse/program_log.hpp"
#include "apps/gatehouse/targets.hpp"
#include "apps/gatehouse/version.hpp"
#include "platform/config/listing.hpp"
#include "platform/json/indented.hpp"

namespace gatehouse::commands {
namespace {

/// A directory for the length of a command that needs services but no data.
class Scratch {
public:
    Scratch() {
        auto pattern = (std::filesystem::temp_directory_path() / "gatehouse-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("no temporary directory can be made: " + pattern);
        }
        path_ = pattern;
    }
    ~Scratch() {
        std::error_code ignored;  // what is left belongs to the system's own cleaning
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace

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
    const Scratch scratch;
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
