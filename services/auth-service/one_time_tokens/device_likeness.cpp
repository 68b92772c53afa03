#include "services/auth-service/one_time_tokens/device_likeness.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <arpa/inet.h>

namespace gatehouse::auth {
namespace {

/// An address as IPv6 has it, IPv4 ones mapped.
using Address = std::array<unsigned char, 16>;
constexpr std::size_t kMappedPrefix = 12;
constexpr Address kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<Address> parse(std::string_view text) {
    const std::string terminated{text};
    Address address = kMapped;
    if (inet_pton(AF_INET, terminated.c_str(), address.data() + kMappedPrefix) == 1 ||
        inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

bool is_v4(const Address& address) {
    return std::equal(kMapped.begin(), kMapped.begin() + kMappedPrefix, address.begin());
}

bool same_network(std::string_view one, std::string_view other) {
    const auto a = parse(one);
    const auto b = parse(other);
    if (!a || !b) return one == other;
    if (is_v4(*a) != is_v4(*b)) return false;
    const std::size_t compared = is_v4(*a) ? kMappedPrefix + 2 : 4;
    return std::equal(a->begin(), a->begin() + static_cast<std::ptrdiff_t>(compared), b->begin());
}

std::string without_versions(std::string_view user_agent) {
    std::string result;
    std::ranges::copy_if(user_agent, std::back_inserter(result),
                         [](char c) { return (c < '0' || c > '9') && c != '.' && c != '_'; });
    return result;
}

}  // namespace

bool alike(const SessionOrigin& one, const SessionOrigin& other) {
    return same_network(one.ip, other.ip) &&
           without_versions(one.user_agent) == without_versions(other.user_agent);
}

}  // namespace gatehouse::auth
