#include "platform/service/client_limits.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/http/client_address.hpp"

namespace gatehouse::service {
namespace {

constexpr Seconds kMinute{60};
constexpr std::int64_t kMailsAMinute = 10;
constexpr std::int64_t kTokensAMinute = 20;
// Each tab refreshes every quarter of an hour: room for many people behind one address.
constexpr std::int64_t kRefreshesAMinute = 240;

}  // namespace

ClientKey::ClientKey(std::string_view address) {
    const auto parsed = http::parse_address(address);
    if (!parsed) {
        return;
    }
    if (parsed->is_v4()) {
        const auto bytes = parsed->to_v4().to_bytes();
        std::ranges::copy(bytes, bytes_.begin());
        size_ = 4;
    } else {
        const auto bytes = parsed->to_v6().to_bytes();
        std::copy_n(bytes.begin(), 8, bytes_.begin());
        size_ = 8;
    }
}

std::string masked_client(std::string_view bytes) {
    const auto byte = [bytes](std::size_t i) {
        return static_cast<unsigned>(static_cast<unsigned char>(bytes[i]));
    };
    if (bytes.size() == 4) {
        return fmt::format("{}.{}.{}.0/24", byte(0), byte(1), byte(2));
    }
    if (bytes.size() == 8) {
        return fmt::format("{:x}:{:x}:{:x}::/48", byte(0) << 8U | byte(1), byte(2) << 8U | byte(3),
                           byte(4) << 8U | byte(5));
    }
    return "unknown";
}

ClientLimits::ClientLimits(RateLimits& limits)
    : limits_(limits),
      general_(limits.add({"general-ip", limits.settings().requests_per_minute, kMinute})),
      named_{{{"login", &limits.add({"login-ip", limits.settings().login_per_minute, kMinute})},
              {"register",
               &limits.add({"register-ip", limits.settings().register_per_minute, kMinute})},
              {"mail", &limits.add({"mail-ip", kMailsAMinute, kMinute})},
              {"token", &limits.add({"token-ip", kTokensAMinute, kMinute})},
              {"refresh", &limits.add({"refresh-ip", kRefreshesAMinute, kMinute})}}} {
}

void ClientLimits::check_routes(const http::Router& router) const {
    for (const auto& entry : router.entries()) {
        const std::string_view name = entry->route.limit;
        if (!name.empty() && find(name) == nullptr) {
            throw std::logic_error(
                fmt::format("{} names the unknown limit {}", entry->route.path, name));
        }
    }
}

std::optional<http::LimitVerdict> ClientLimits::check_client(const http::Context& context) {
    const ClientKey client{context.client_ip()};
    return verdict_of(limits_.spend(general_, client.key(), context.request_id()));
}

std::optional<http::LimitVerdict> ClientLimits::check_route(const http::Route& route,
                                                            const http::Context& context) {
    const RateLimit* named = find(route.limit);
    if (named == nullptr) {
        return std::nullopt;
    }
    const ClientKey client{context.client_ip()};
    return verdict_of(limits_.spend(*named, client.key(), context.request_id()));
}

const RateLimit* ClientLimits::find(std::string_view route_limit) const noexcept {
    const auto* found = std::ranges::find(named_, route_limit, &Named::route_limit);
    return found == named_.end() ? nullptr : found->limit;
}

}  // namespace gatehouse::service
