#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace gatehouse::http {

/// An address without the forms that hide another one: IPv4-mapped IPv6 becomes IPv4, and a scope
/// is dropped.
[[nodiscard]] boost::asio::ip::address canonical(const boost::asio::ip::address& address);

/// What tells one subscriber from the next: an IPv4 address alone, an IPv6 address with its /64,
/// which is what one gets at least; of those the first.
[[nodiscard]] boost::asio::ip::address subscriber_of(const boost::asio::ip::address& address);

/// Reads an address as a forwarding header writes it: plain, `[v6]`, or either with a port;
/// nothing for anything else.
[[nodiscard]] std::optional<boost::asio::ip::address> parse_address(std::string_view text);

/// A block of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
class Network {
public:
    /// Reads CIDR notation; nothing when malformed or when bits behind the prefix are set.
    [[nodiscard]] static std::optional<Network> parse(std::string_view text);
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const noexcept;

private:
    Network(const boost::asio::ip::address& base, unsigned prefix) : base_(base), prefix_(prefix) {}

    boost::asio::ip::address base_;
    unsigned prefix_;
};

[[nodiscard]] bool contains(std::span<const Network> networks,
                            const boost::asio::ip::address& address) noexcept;

/// The client behind trusted proxies: the values of all X-Forwarded-For fields in order, read from
/// the right, and the first address that is not a proxy's own. Nothing when the nearest value is
/// not an address: the peer itself is then the client.
[[nodiscard]] std::optional<boost::asio::ip::address> forwarded_client(
    std::span<const std::string_view> fields, std::span<const Network> proxies);

}  // namespace gatehouse::http
