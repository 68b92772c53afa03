#include "platform/http/client_address.hpp"

#include <algorithm>
#include <charconv>

#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace ip = boost::asio::ip;
namespace {

std::span<const unsigned char> bytes_of(const ip::address& address, ip::address_v4::bytes_type& v4,
                                        ip::address_v6::bytes_type& v6) noexcept {
    if (address.is_v4()) {
        v4 = address.to_v4().to_bytes();
        return v4;
    }
    v6 = address.to_v6().to_bytes();
    return v6;
}

bool same_prefix(std::span<const unsigned char> left, std::span<const unsigned char> right,
                 unsigned bits) noexcept {
    const unsigned whole = bits / 8;
    if (!std::ranges::equal(left.first(whole), right.first(whole))) {
        return false;
    }
    const unsigned rest = bits % 8;
    const auto mask = static_cast<unsigned char>(0xff00U >> rest);
    return rest == 0 || (left[whole] & mask) == (right[whole] & mask);
}

}  // namespace

ip::address canonical(const ip::address& address) {
    if (address.is_v4()) {
        return address;
    }
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, v6);
    }
    return ip::address_v6{v6.to_bytes()};
}

ip::address subscriber_of(const ip::address& address) {
    const auto peer = canonical(address);
    if (peer.is_v4()) {
        return peer;
    }
    auto bytes = peer.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return ip::address_v6{bytes};
}

std::optional<ip::address> parse_address(std::string_view text) {
    text = trim(text);
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == text.npos || (close + 1 < text.size() && text[close + 1] != ':')) {
            return std::nullopt;
        }
        text = text.substr(1, close - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    if (text.size() > 45) {
        return std::nullopt;
    }
    boost::system::error_code error;
    const auto address = ip::make_address(std::string{text}, error);
    return error ? std::nullopt : std::optional{canonical(address)};
}

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    boost::system::error_code error;
    const auto parsed = ip::make_address(std::string{text.substr(0, slash)}, error);
    if (error) {
        return std::nullopt;
    }
    const auto base = canonical(parsed);
    const unsigned size = base.is_v4() ? 32 : 128;
    unsigned prefix = size;
    if (slash != text.npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (code != std::errc{} || end != digits.data() + digits.size() || prefix > size ||
            base.is_v4() != parsed.is_v4()) {
            return std::nullopt;
        }
    }
    ip::address_v4::bytes_type v4;
    ip::address_v6::bytes_type v6;
    const auto bytes = bytes_of(base, v4, v6);
    for (unsigned bit = prefix; bit < size; ++bit) {
        if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
            return std::nullopt;
        }
    }
    return Network{base, prefix};
}

bool Network::contains(const ip::address& address) const noexcept {
    if (address.is_v4() != base_.is_v4()) {
        return false;
    }
    ip::address_v4::bytes_type v4_left;
    ip::address_v4::bytes_type v4_right;
    ip::address_v6::bytes_type v6_left;
    ip::address_v6::bytes_type v6_right;
    return same_prefix(bytes_of(base_, v4_left, v6_left), bytes_of(address, v4_right, v6_right),
                       prefix_);
}

bool contains(std::span<const Network> networks, const ip::address& address) noexcept {
    return std::ranges::any_of(networks,
                               [&](const Network& network) { return network.contains(address); });
}

std::optional<ip::address> forwarded_client(std::span<const std::string_view> fields,
                                            std::span<const Network> proxies) {
    std::optional<ip::address> client;
    for (std::size_t i = fields.size(); i-- > 0;) {
        auto rest = fields[i];
        while (true) {
            const auto comma = rest.rfind(',');
            const auto hop = comma == rest.npos ? rest : rest.substr(comma + 1);
            const auto address = parse_address(hop);
            if (!address) {
                return client;  // what lies beyond cannot be believed
            }
            client = address;
            if (!contains(proxies, *address)) {
                return client;
            }
            if (comma == rest.npos) {
                break;
            }
            rest = rest.substr(0, comma);
        }
    }
    return client;
}

}  // namespace gatehouse::http
