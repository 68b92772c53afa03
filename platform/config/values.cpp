#include "platform/config/values.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace gatehouse::config {
namespace {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;

std::unexpected<FieldError> wrong(std::string_view form) {
    return std::unexpected(FieldError{"", "invalid_setting", "must be " + std::string{form}});
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (text.empty() || error != std::errc{} || stop != end) {
        return {};
    }
    return port;
}

/// A URL of one of `schemes`, all of it printable ASCII.
std::optional<urls::url> parse_url(std::string_view text,
                                   std::initializer_list<std::string_view> schemes) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (!std::ranges::all_of(text, printable)) {
        return {};
    }
    const auto parsed = urls::parse_uri(boost::core::string_view{text.data(), text.size()});
    if (!parsed) {
        return {};
    }
    urls::url url{*parsed};
    url.normalize();
    const std::string_view scheme{url.scheme().data(), url.scheme().size()};
    if (std::ranges::find(schemes, scheme) == schemes.end()) {
        return {};
    }
    return url;
}

/// Whether the ports of `HOST:PORT,HOST:PORT,...` are some; each may be missing, as libpq has it.
bool ports_are_right(std::string_view hosts) {
    for (const auto part : hosts | std::views::split(',')) {
        std::string_view host{part};
        host.remove_prefix(std::min(host.rfind(']') + 1, host.size()));
        const auto colon = host.find(':');
        if (colon == host.npos || colon + 1 == host.size()) continue;
        if (parse_port(host.substr(colon + 1)).value_or(0) == 0) return false;
    }
    return true;
}

/// `url` with `hidden` in place of the password of its authority and of its parameters.
std::string without_password(std::string url) {
    const auto authority = url.find("://") + 3;
    const auto end = std::min(url.find_first_of("/?", authority), url.size());
    const auto at = url.rfind('@', end);
    const auto colon = url.find(':', authority);
    if (at != std::string::npos && at > authority && colon < at) {
        url.replace(colon + 1, at - colon - 1, "hidden");
    }
    constexpr std::string_view kParameter = "password=";
    auto from = url.find('?');
    while ((from = url.find(kParameter, from)) != std::string::npos) {
        from += kParameter.size();
        const auto stop = std::min(url.find('&', from), url.size());
        url.replace(from, stop - from, "hidden");
    }
    return url;
}

bool is_loopback_host(std::string_view host) {
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    return host == "localhost" || host.ends_with(".localhost") || (!error && address.is_loopback());
}

}  // namespace

std::expected<ListenAddress, FieldError> ListenAddress::parse(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto port =
        colon == std::string_view::npos ? std::nullopt : parse_port(text.substr(colon + 1));
    if (!port) {
        return wrong(kForm);
    }
    auto host = text.substr(0, colon);
    if (host == "localhost") {
        return ListenAddress{"127.0.0.1", *port, true};
    }
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    if (error || address.is_v6() != bracketed) {
        return wrong(kForm);
    }
    return ListenAddress{address.to_string(), *port, address.is_loopback()};
}

std::string ListenAddress::text() const {
    const bool v6 = address_.contains(':');
    return (v6 ? "[" + address_ + "]" : address_) + ":" + std::to_string(port_);
}

ListenAddress ListenAddress::with_port(std::uint16_t port) const {
    return {address_, port, loopback_};
}

std::expected<PublicUrl, FieldError> PublicUrl::parse(std::string_view text) {
    const auto url = parse_url(text, {"http", "https"});
    if (!url || url->has_userinfo() || url->has_query() || url->has_fragment() ||
        url->encoded_host().empty() ||
        (!url->encoded_path().empty() && url->encoded_path() != "/")) {
        return wrong(kForm);
    }
    const bool secure = url->scheme_id() == urls::scheme::https;
    const bool loopback = is_loopback_host(std::string{url->host_address()});
    if (!secure && !loopback) {
        return wrong(kForm);
    }
    std::string origin = secure ? "https://" : "http://";
    origin += std::string{url->encoded_host()};
    if (url->has_port()) {
        const auto port = parse_port(std::string{url->port()});
        if (!port || *port == 0) {
            return wrong(kForm);
        }
        if (*port != (secure ? 443 : 80)) {
            origin += ":" + std::to_string(*port);
        }
    }
    return PublicUrl{std::move(origin), loopback};
}

std::expected<Network, FieldError> Network::parse(std::string_view text) {
    boost::system::error_code error;
    if (!text.contains('/')) {
        const auto address = ip::make_address(text, error);
        if (error) {
            return wrong(kForm);
        }
        return Network{address.to_string() + (address.is_v4() ? "/32" : "/128")};
    }
    if (const auto v4 = ip::make_network_v4(std::string{text}, error); !error) {
        return Network{v4.canonical().to_string()};
    }
    error.clear();
    if (const auto v6 = ip::make_network_v6(std::string{text}, error); !error) {
        return Network{v6.canonical().to_string()};
    }
    return wrong(kForm);
}

std::expected<DatabaseUrl, FieldError> DatabaseUrl::parse(std::string_view text) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (text.starts_with(kSqlite)) {
        const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        if (text.size() == kSqlite.size() || std::ranges::any_of(text, control)) {
            return wrong(kForm);
        }
        return DatabaseUrl{std::string{text}};
    }
    // libpq's form, which names several hosts and is therefore no URL for other parsers.
    const auto authority = text.find("://");
    const bool known =
        text.substr(0, authority) == "postgresql" || text.substr(0, authority) == "postgres";
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (authority == std::string_view::npos || !known || !std::ranges::all_of(text, printable)) {
        return wrong(kForm);
    }
    const auto query = std::min(text.find('?', authority), text.size());
    const auto path = text.find('/', authority + 3);
    const bool prefix = path < query && query - path > 1;
    // An `@` or a second `/` behind the authority is most likely part of an unescaped password.
    if (!prefix || text.substr(path + 1, query - path - 1).find_first_of("/@:") != text.npos) {
        return wrong(kForm);
    }
    const auto credentials = text.rfind('@', path);
    const auto hosts = credentials == text.npos ? authority + 3 : credentials + 1;
    if (!ports_are_right(text.substr(hosts, path - hosts))) return wrong(kForm);
    return DatabaseUrl{std::string{text}};
}

std::string DatabaseUrl::text() const {
    return without_password(url_);
}

std::expected<SmtpUrl, FieldError> SmtpUrl::parse(std::string_view text) {
    const auto url = parse_url(text, {"smtp", "smtps"});
    if (!url || url->encoded_host().empty() || url->has_query() || url->has_fragment() ||
        (!url->encoded_path().empty() && url->encoded_path() != "/")) {
        return wrong(kForm);
    }
    return SmtpUrl{std::string{text}, url->has_userinfo(),
                   is_loopback_host(std::string{url->host_address()})};
}

std::string SmtpUrl::text() const {
    return without_password(url_);
}

}  // namespace gatehouse::config
