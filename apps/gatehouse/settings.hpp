#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "platform/config/loader.hpp"
#include "platform/config/section.hpp"
#include "platform/config/values.hpp"
#include "platform/service/settings.hpp"
#include "services/auth-service/service.hpp"
#include "services/notification-service/service.hpp"

namespace gatehouse {

/// All that an operator decides, section by section.
struct Settings {
    service::ServerSettings server;
    service::OperationsSettings operations;
    service::DataSettings data;
    service::DatabaseSettings database;
    service::LogSettings log;
    service::LimitSettings limits;
    service::PortalSettings portal;
    service::RateLimitSettings rate_limit;
    auth::Settings auth;
    notification::Settings notification;

    /// Whether a new account may be used before its address is proven, with the default resolved.
    [[nodiscard]] auth::Verification verification() const;
    /// What the auth-service is given: `verification` and what other sections say resolved.
    [[nodiscard]] auth::Settings auth_settings() const;
    /// `database.url` with its default resolved, password included.
    [[nodiscard]] std::string database_url() const;
    /// Where people reach the portal, without a final slash: what links in mails begin with.
    [[nodiscard]] std::string base_url() const;
    /// Whether others than this machine's users are served.
    [[nodiscard]] bool is_public() const;
};

/// One value from the command line.
struct Flag {
    std::string_view key;   ///< `server.listen`
    std::string_view name;  ///< `--listen`
    std::string value;
};

/// Where settings come from.
struct Sources {
    std::optional<std::filesystem::path> file;  ///< unset: `gatehouse.toml`, when there is one
    std::span<const char* const> environment;
    std::vector<Flag> flags;
};

/// Names below the prefix GATEHOUSE_ that are not settings.
inline constexpr std::string_view kConfigVariable = "GATEHOUSE_CONFIG";

/// Makes the settings loadable, in the order of the reference.
void bind(config::Loader& loader, Settings& settings);

/// Reads all sources into `settings` and checks them, each alone and against each other. Throws
/// config::Invalid with every finding.
void load(config::Loader& loader, Settings& settings, const Sources& sources);

}  // namespace gatehouse
