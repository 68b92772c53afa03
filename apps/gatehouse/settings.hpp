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

namespace gatehouse {

/// Section `rate_limit`.
struct RateLimitSettings {
    static constexpr std::string_view kSection = "rate_limit";

    bool enabled = true;

    static constexpr config::Doc kDocs[] = {
        {"enabled", "Whether clients that ask too often are answered 429."},
    };
};
BOOST_DESCRIBE_STRUCT(RateLimitSettings, (), (enabled))

/// Section `email`.
struct EmailSettings {
    static constexpr std::string_view kSection = "email";

    std::optional<config::SmtpUrl> smtp_url;
    std::optional<std::string> from;

    static constexpr config::Doc kDocs[] = {
        {.key = "smtp_url",
         .text = "The mail server. Unset, mails are kept in the database and shown in the local "
                 "mailbox, on loopback only.",
         .secret = true},
        {"from", "The sender of mails, such as `Accounts <accounts@example.com>`."},
    };
};
BOOST_DESCRIBE_STRUCT(EmailSettings, (), (smtp_url, from))

/// All that an operator decides, section by section.
struct Settings {
    service::ServerSettings server;
    service::OperationsSettings operations;
    service::DataSettings data;
    service::DatabaseSettings database;
    service::LogSettings log;
    service::LimitSettings limits;
    service::PortalSettings portal;
    RateLimitSettings rate_limit;
    EmailSettings email;
    auth::Settings auth;

    /// Whether a new account may be used before its address is proven, with the default resolved.
    [[nodiscard]] auth::Verification verification() const;
    /// `database.url` with its default resolved, password included.
    [[nodiscard]] std::string database_url() const;
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
