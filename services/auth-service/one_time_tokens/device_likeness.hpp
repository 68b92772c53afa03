#pragma once

#include <string_view>

namespace gatehouse::auth {

/// Where a session was begun from, as far as a request tells.
struct SessionOrigin {
    std::string_view ip;
    std::string_view user_agent;
};

/// Whether two sessions may well be of one device: the same program on the same system, whatever
/// its version, from networks of one provider (the first 16 bits of an IPv4, 32 of an IPv6 address
/// are the same). Made for few false alarms: it is what is left when a browser has lost its
/// cookies.
[[nodiscard]] bool alike(const SessionOrigin& one, const SessionOrigin& other);

}  // namespace gatehouse::auth
