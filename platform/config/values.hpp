#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"

namespace gatehouse::config {

/// Where a server listens: an IP address, or `localhost`, and a port (0: any free one).
class ListenAddress {
public:
    static constexpr std::string_view kForm =
        "an IP address or `localhost` with a port, such as `127.0.0.1:8080` or `[::1]:8080`";

    [[nodiscard]] static std::expected<ListenAddress, FieldError> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    /// The address without brackets, `127.0.0.1` for `localhost`.
    [[nodiscard]] const std::string& address() const noexcept { return address_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// Reachable from this machine only.
    [[nodiscard]] bool loopback() const noexcept { return loopback_; }
    [[nodiscard]] ListenAddress with_port(std::uint16_t port) const;

private:
    ListenAddress(std::string address, std::uint16_t port, bool loopback)
        : address_(std::move(address)), port_(port), loopback_(loopback) {}

    std::string address_;
    std::uint16_t port_;
    bool loopback_;
};

/// The origin (RFC 6454) under which people reach the installation.
class PublicUrl {
public:
    static constexpr std::string_view kForm =
        "an https origin without path, such as `https://accounts.example.com` (http only for a "
        "loopback host)";

    [[nodiscard]] static std::expected<PublicUrl, FieldError> parse(std::string_view text);
    /// In canonical form: lower case, without default port and without a final slash.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// Whether the host names this machine only.
    [[nodiscard]] bool loopback() const noexcept { return loopback_; }

private:
    PublicUrl(std::string text, bool loopback) : text_(std::move(text)), loopback_(loopback) {}

    std::string text_;
    bool loopback_;
};

/// A network in CIDR notation, or one address, in canonical form.
class Network {
public:
    static constexpr std::string_view kForm = "an address or network such as `10.0.0.0/8`";

    [[nodiscard]] static std::expected<Network, FieldError> parse(std::string_view text);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    explicit Network(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// Where the databases are: `sqlite:DIR` or `postgresql://...`. Its text hides the password.
class DatabaseUrl {
public:
    static constexpr std::string_view kForm =
        "`sqlite:DIRECTORY` or `postgresql://USER:PASSWORD@HOST:PORT/PREFIX`";

    [[nodiscard]] static std::expected<DatabaseUrl, FieldError> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// With the password: for opening it.
    [[nodiscard]] const std::string& exposed() const noexcept { return url_; }
    [[nodiscard]] bool sqlite() const noexcept { return url_.starts_with("sqlite:"); }

private:
    explicit DatabaseUrl(std::string url) : url_(std::move(url)) {}

    std::string url_;
};

/// A mail server: `smtp://` (STARTTLS) or `smtps://`. Its text hides the password.
class SmtpUrl {
public:
    static constexpr std::string_view kForm = "`smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`";

    [[nodiscard]] static std::expected<SmtpUrl, FieldError> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// With the password: for connecting.
    [[nodiscard]] const std::string& exposed() const noexcept { return url_; }
    /// Whether it holds a user or a password.
    [[nodiscard]] bool has_credentials() const noexcept { return has_credentials_; }
    /// Whether TLS comes first (`smtps://`).
    [[nodiscard]] bool implicit_tls() const noexcept { return url_.starts_with("smtps:"); }
    /// Whether the host names this machine only.
    [[nodiscard]] bool loopback() const noexcept { return loopback_; }

private:
    SmtpUrl(std::string url, bool has_credentials, bool loopback)
        : url_(std::move(url)), has_credentials_(has_credentials), loopback_(loopback) {}

    std::string url_;
    bool has_credentials_;
    bool loopback_;
};

}  // namespace gatehouse::config
