#include "apps/gatehouse/settings.hpp"

#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace gatehouse {
namespace {

void check_addresses(config::Loader& loader, const Settings& settings) {
    const auto& server = settings.server;
    if (!server.public_url && !server.listen.loopback()) {
        loader.refuse("server.listen",
                      "is reachable from other machines; that needs server.public_url");
    }
    if (server.listen.port() == 0) {
        loader.refuse("server.listen", "must name a port");
    }
    const auto port = settings.operations.listen.port();
    if (port != 0 && port == server.listen.port()) {
        loader.refuse("operations.listen", "must not be the port of server.listen");
    }
    for (const auto& network : server.trusted_proxies) {
        if (network.text().ends_with("/0")) {
            loader.refuse("server.trusted_proxies", "must not trust every address");
        }
    }
}

void check_times(config::Loader& loader, const Settings& settings) {
    const auto& tokens = settings.auth.tokens;
    if (tokens.access_ttl > tokens.refresh_idle) {
        loader.refuse("tokens.access_ttl", "must not be longer than tokens.refresh_idle");
    }
    if (tokens.refresh_idle > tokens.refresh_absolute) {
        loader.refuse("tokens.refresh_idle", "must not be longer than tokens.refresh_absolute");
    }
    if (tokens.refresh_grace > tokens.access_ttl) {
        loader.refuse("tokens.refresh_grace", "must not be longer than tokens.access_ttl");
    }
    const auto& database = settings.database;
    if (database.statement_timeout + database.acquire_timeout > settings.limits.request_timeout) {
        loader.refuse("limits.request_timeout",
                      "must be at least database.statement_timeout and database.acquire_timeout "
                      "together");
    }
}

void check_places(config::Loader& loader, const Settings& settings) {
    if (settings.data.dir.empty()) {
        loader.refuse("data.dir", "must name a directory");
    }
    std::error_code error;
    if (std::filesystem::exists(settings.data.dir, error) &&
        !std::filesystem::is_directory(settings.data.dir, error)) {
        loader.refuse("data.dir", "is not a directory");
    }
    if (settings.portal.dir &&
        !std::filesystem::exists(std::filesystem::path{*settings.portal.dir} / "index.html",
                                 error)) {
        loader.refuse("portal.dir", "holds no index.html");
    }
}

void check_email(config::Loader& loader, const Settings& settings) {
    const auto& email = settings.notification.email;
    if (email.from && !notification::is_mailbox(*email.from)) {
        loader.refuse("email.from",
                      "must be an address, or `Name <address>`, such as `Example "
                      "<no-reply@example.com>`");
    }
    if (email.smtp_ca_file && !std::ifstream{*email.smtp_ca_file}) {
        loader.refuse("email.smtp_ca_file", "cannot be read");
    }
    if (!email.smtp_url) {
        return;
    }
    if (!email.from) {
        loader.refuse("email.smtp_url", "needs email.from");
    }
    if (email.smtp_tls == notification::SmtpTls::off) {
        if (email.smtp_url->implicit_tls()) {
            loader.refuse("email.smtp_tls", "must not be `off` with smtps://");
        }
        if (email.smtp_url->has_credentials() && !email.smtp_url->loopback()) {
            loader.refuse(
                "email.smtp_tls",
                "must not be `off` when email.smtp_url has a user and password for another "
                "machine: they would be readable on their way");
        }
    }
}

}  // namespace

auth::Verification Settings::verification() const {
    return auth.sign_up.verification.value_or(
        notification.email.smtp_url ? auth::Verification::required : auth::Verification::deferred);
}

auth::Settings Settings::auth_settings() const {
    auth::Settings resolved = auth;
    resolved.sign_up.verification = verification();
    resolved.mails_per_address = notification.email.per_address_per_hour;
    return resolved;
}

std::string Settings::database_url() const {
    return database.url ? database.url->exposed() : "sqlite:" + data.dir;
}

std::string Settings::base_url() const {
    return server.public_url ? server.public_url->text()
                             : fmt::format("http://localhost:{}", server.listen.port());
}

bool Settings::is_public() const {
    const bool elsewhere = server.public_url && !server.public_url->loopback();
    return elsewhere || !server.trusted_proxies.empty();
}

void bind(config::Loader& loader, Settings& settings) {
    loader.bind(settings.server);
    loader.bind(settings.operations);
    loader.bind(settings.data);
    loader.bind(settings.database);
    loader.bind(settings.log);
    loader.bind(settings.limits);
    loader.bind(settings.portal);
    loader.bind(settings.rate_limit);
    loader.bind(settings.notification.email);
    loader.bind(settings.auth.sign_up);
    loader.bind(settings.auth.password);
    loader.bind(settings.auth.tokens);
    loader.bind(settings.auth.audit);
}

void load(config::Loader& loader, Settings& settings, const Sources& sources) {
    bind(loader, settings);
    loader.file(sources.file.value_or("gatehouse.toml"), sources.file.has_value());
    constexpr std::string_view kOthers[] = {kConfigVariable};
    loader.environment(sources.environment, kOthers);
    for (const auto& flag : sources.flags) {
        loader.flag(flag.key, flag.name, flag.value);
    }
    check_addresses(loader, settings);
    check_times(loader, settings);
    check_places(loader, settings);
    check_email(loader, settings);
    loader.finish();
    settings.auth.data_dir = settings.data.dir;
}

}  // namespace gatehouse
