#include <iostream>

#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/doctor/examination.hpp"
#include "apps/gatehouse/program_log.hpp"

namespace gatehouse::commands {
namespace {

doctor::Findings findings_of(const Common& common) {
    Settings settings;
    config::Loader loader;
    try {
        load_settings(loader, settings, common);
    } catch (const config::Invalid& invalid) {
        return doctor::refused_settings(invalid);
    }
    const ProgramLog log{settings.log, "gatehouse"};
    return doctor::examine(settings, loader, log.logger());
}

}  // namespace

int examine(const Common& common, bool json) {
    const auto findings = findings_of(common);
    std::cout << (json ? doctor::as_json(findings) + "\n" : doctor::as_text(findings));
    return doctor::any_error(findings) ? 1 : 0;
}

}  // namespace gatehouse::commands
