#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/router.hpp"
#include "platform/http/seams.hpp"
#include "platform/service/rate_limits.hpp"

namespace gatehouse::service {

/// The part of a client's address that has one budget: all of an IPv4 address, the /64 of an IPv6
/// one (what one subscriber gets at least); nothing of an unknown one, so that those share one.
class ClientKey {
public:
    /// Reads an address in canonical text, as http::Context has it.
    explicit ClientKey(std::string_view address);

    [[nodiscard]] std::string_view bytes() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] limits::Key key() const noexcept { return {limits::KeyKind::client, bytes()}; }

private:
    std::array<char, 8> bytes_{};
    std::uint8_t size_ = 0;
};

/// How the bytes of a ClientKey are shown to operators: its network without the bits that tell one
/// household from the next (`192.0.2.0/24`, `2001:db8:1::/48`), or `unknown`.
[[nodiscard]] std::string masked_client(std::string_view bytes);

/// How often one client may ask: a general policy for all routes, and one more for those that name
/// it. Shared between loops.
class ClientLimits final : public http::RateLimiter {
public:
    explicit ClientLimits(RateLimits& limits);

    /// Throws std::logic_error when a route names a policy that there is not.
    void check_routes(const http::Router& router) const;

    std::optional<http::LimitVerdict> check_client(const http::Context& context) override;
    std::optional<http::LimitVerdict> check_route(const http::Route& route,
                                                  const http::Context& context) override;

private:
    struct Named {
        std::string_view route_limit;
        const RateLimit* limit;
    };

    [[nodiscard]] const RateLimit* find(std::string_view route_limit) const noexcept;

    RateLimits& limits_;
    const RateLimit& general_;
    std::array<Named, 5> named_;
};

}  // namespace gatehouse::service
