#include <algorithm>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "apps/gatehouse/auth_host.hpp"
#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/program_log.hpp"

namespace gatehouse::commands {

namespace {

/// A restore is no fault, but whoever checks the trail should see that there was one.
void print(const auth::AuditRestore& restore) {
    std::cout << fmt::format("record {}: restored at {} from the backup of {}", restore.seq,
                             to_rfc3339(restore.at), restore.backup);
    if (!restore.known.empty() && restore.known != restore.reached) {
        std::cout << fmt::format(", which ends with record {}; the trail had gone on to {}",
                                 restore.reached, restore.known);
    }
    std::cout << '\n';
}

}  // namespace

int verify_audit(const Common& common) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const ProgramLog log{settings.log, "gatehouse"};
    AuthHost auth{settings, log.logger(), AuthHost::Use::existing};
    const auth::AuditVerdict verdict = auth.run(auth.service().verify_audit());
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
    std::ranges::for_each(verdict.restores, print);
    return 0;
}

}  // namespace gatehouse::commands
