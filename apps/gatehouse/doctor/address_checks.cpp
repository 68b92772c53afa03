#include "apps/gatehouse/doctor/address_checks.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace gatehouse::doctor {
namespace {

constexpr std::string_view kAddress = "address";
constexpr std::string_view kProxies = "proxies";
// Wider networks than these hold machines that are nobody's proxy.
constexpr int kWidestV4 = 8;
constexpr int kWidestV6 = 32;

bool is_https(const service::ServerSettings& server) {
    return server.public_url && server.public_url->text().starts_with("https://");
}

bool too_wide(const config::Network& network) {
    const std::string_view text = network.text();
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    int prefix = 0;
    std::from_chars(text.data() + slash + 1, text.data() + text.size(), prefix);
    return prefix < (text.contains(':') ? kWidestV6 : kWidestV4);
}

bool of_this_machine(const config::Network& network) {
    return network.text().starts_with("127.") || network.text().starts_with("::1");
}

}  // namespace

Finding check_address(const service::ServerSettings& server) {
    const auto listen = server.listen.text();
    if (!server.public_url) {
        return ok(kAddress, fmt::format("{} without server.public_url: for browsers on this "
                                        "machine only",
                                        listen));
    }
    const auto& url = server.public_url->text();
    if (!is_https(server)) {
        if (server.listen.loopback()) {
            return ok(kAddress, fmt::format("{}: for browsers on this machine only", url));
        }
        return warning(
            kAddress,
            fmt::format("{} at {}: reachable from other machines without TLS", url, listen),
            "set server.public_url to an https origin; the cookies are Secure, so that "
            "browsers elsewhere drop them over http and nobody stays signed in");
    }
    if (!server.listen.loopback() && server.trusted_proxies.empty()) {
        return warning(kAddress,
                       fmt::format("{}, but {} takes plain http from every machine", url, listen),
                       "let only the proxy that ends TLS reach it, and name that in "
                       "server.trusted_proxies");
    }
    return ok(kAddress,
              fmt::format("{}, by way of a proxy that ends TLS and reaches {}", url, listen));
}

Finding check_proxies(const service::ServerSettings& server) {
    const auto& trusted = server.trusted_proxies;
    if (trusted.empty()) {
        if (!is_https(server)) return ok(kProxies, "none");
        return warning(kProxies,
                       "none is trusted, but the https address needs one: all clients seem to have "
                       "its address, and share one budget",
                       "set server.trusted_proxies to the proxy's address");
    }
    for (const auto& network : trusted) {
        if (too_wide(network)) {
            return warning(
                kProxies,
                fmt::format("{} is trusted: any machine there may claim to be any client",
                            network.text()),
                "name the proxies' own addresses");
        }
    }
    if (!server.public_url) {
        return warning(
            kProxies, "trusted, but server.public_url is unset",
            "set it to the address that people use, or the proxy's requests are refused");
    }
    if (server.listen.loopback() && std::ranges::none_of(trusted, of_this_machine)) {
        return warning(kProxies,
                       fmt::format("none of this machine is trusted, but only this machine reaches "
                                   "{}",
                                   server.listen.text()),
                       "add 127.0.0.1");
    }
    return ok(kProxies, fmt::format("{} trusted", trusted.size()));
}

}  // namespace gatehouse::doctor
