#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "contracts/ids.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/context.hpp"

namespace gatehouse::auth {

/// The cookie of a browser in which somebody signed in to an account (OWASP, "Slow Down Online
/// Guessing Attacks with Device Cookies"): wrong passwords from elsewhere do not count against it.
/// It signs nobody in, and does not say whose it is.
inline constexpr std::string_view kDeviceCookie = "__Host-device";

/// Gives and knows device cookies. Immutable, shared between loops.
class DeviceCookies {
public:
    static constexpr Milliseconds kLifetime = std::chrono::days{90};

    DeviceCookies(crypto::Mac key, RandomSource& random) : key_(std::move(key)), random_(random) {}

    /// Has the answer to a sign-in set a fresh cookie for this account.
    void set(http::Context& context, UserId account) const;
    /// What tells this browser from others, when its cookie is genuine, of this account, and not
    /// too old.
    [[nodiscard]] std::optional<std::string> find(const http::Context& context,
                                                  UserId account) const;

private:
    [[nodiscard]] crypto::Digest code(std::string_view mark, UserId account) const;

    crypto::Mac key_;
    RandomSource& random_;
};

}  // namespace gatehouse::auth
