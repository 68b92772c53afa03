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
/// It signs nobody in, and does not say whose it is. It counts as long as the account's password is
/// the one that it was given for.
inline constexpr std::string_view kDeviceCookie = "__Host-device";

/// Gives and knows device cookies. Immutable, shared between loops.
class DeviceCookies {
public:
    static constexpr Milliseconds kLifetime = std::chrono::days{90};

    DeviceCookies(crypto::Mac key, RandomSource& random) : key_(std::move(key)), random_(random) {}

    /// Has the answer to somebody who has shown or set the password set a fresh cookie for this
    /// account, whose password is now stored as `hash`.
    void set(http::Context& context, UserId account, std::string_view hash) const;
    /// What tells this browser from others, when its cookie is genuine, of this account, of the
    /// password that is stored as `hash`, and not too old.
    [[nodiscard]] std::optional<std::string> find(const http::Context& context, UserId account,
                                                  std::string_view hash) const;

private:
    [[nodiscard]] crypto::Digest code(std::string_view mark, UserId account,
                                      std::string_view hash) const;

    crypto::Mac key_;
    RandomSource& random_;
};

}  // namespace gatehouse::auth
