#include "services/auth-service/tokens/device_cookie.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

// The cookie is nonce | time of issue in seconds | code, in base64url.
constexpr std::size_t kNonceSize = 16;
constexpr std::size_t kMarkSize = kNonceSize + 8;
constexpr std::size_t kCookieSize = kMarkSize + 32;

std::string time_bytes(Time time) {
    const auto seconds = static_cast<std::uint64_t>(unix_seconds(time));
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(seconds >> static_cast<unsigned>(shift) & 0xffU));
    }
    return bytes;
}

Time time_of(std::string_view bytes) {
    std::uint64_t seconds = 0;
    for (const char byte : bytes) {
        seconds = seconds << 8U | static_cast<unsigned char>(byte);
    }
    return Time{Seconds{static_cast<std::int64_t>(seconds)}};
}

}  // namespace

/// The stored hash is another with each password, as it has a salt: whoever collected cookies
/// before a change has none after it.
crypto::Digest DeviceCookies::code(std::string_view mark, UserId account,
                                   std::string_view hash) const {
    const auto& id = account.uuid().bytes();
    return key_.sign(
        {mark, std::string_view{reinterpret_cast<const char*>(id.data()), id.size()}, hash});
}

void DeviceCookies::set(http::Context& context, UserId account, std::string_view hash) const {
    std::string cookie = crypto::random_bytes(random_, kNonceSize) + time_bytes(context.now());
    const crypto::Digest seal = code(cookie, account, hash);
    cookie += crypto::bytes_of(seal);
    context.add_header("Set-Cookie",
                       fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict",
                                   kDeviceCookie, crypto::base64url_encode(cookie),
                                   std::chrono::floor<Seconds>(kLifetime).count()));
}

std::optional<std::string> DeviceCookies::find(const http::Context& context, UserId account,
                                               std::string_view hash) const {
    const auto text = context.cookie(kDeviceCookie);
    const auto cookie = text ? crypto::base64url_decode(*text) : std::nullopt;
    if (!cookie || cookie->size() != kCookieSize) return std::nullopt;
    const auto mark = std::string_view{*cookie}.substr(0, kMarkSize);
    const crypto::Digest seal = code(mark, account, hash);
    if (!constant_time_equal(crypto::bytes_of(seal), std::string_view{*cookie}.substr(kMarkSize))) {
        return std::nullopt;
    }
    // The code was right, so the time is one that this server wrote.
    if (context.now() >= time_of(mark.substr(kNonceSize)) + kLifetime) return std::nullopt;
    return std::string{mark};
}

}  // namespace gatehouse::auth
