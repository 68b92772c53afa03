#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "apps/gatehouse/settings.hpp"
#include "platform/service/host.hpp"

namespace gatehouse {

/// One service that the program can run, with what the host has to know of it.
struct Target {
    std::string_view name;
    std::uint16_t port;  ///< where it listens when it is the only one
    std::string_view database;
    std::vector<sql::Migration> (*migrations)();
    std::unique_ptr<service::Service> (*make)(const service::Environment&, service::Host&,
                                              const Settings&);
};

/// All targets, in the order in which they start.
[[nodiscard]] std::span<const Target> targets();

/// A name that is none of the targets'.
struct UnknownTarget : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The targets that `--target` names: `all`, or names separated by commas. Throws UnknownTarget.
[[nodiscard]] std::vector<const Target*> select_targets(std::string_view names);

/// The targets as a host takes them; `settings` outlives the host.
[[nodiscard]] std::vector<service::Guest> guests(const std::vector<const Target*>& selected,
                                                 const Settings& settings);

/// The part of the settings that the host needs.
[[nodiscard]] service::HostSettings host_settings(const Settings& settings);

/// How the databases of all targets are opened.
[[nodiscard]] std::vector<sql::OpenOptions> databases(const Settings& settings);

}  // namespace gatehouse
