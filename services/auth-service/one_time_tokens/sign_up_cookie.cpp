#include "services/auth-service/one_time_tokens/sign_up_cookie.hpp"

#include <fmt/format.h>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

constexpr int kLifetimeSeconds = 24 * 60 * 60;

std::string hash_of(std::string_view mark) {
    return crypto::hex_encode(crypto::bytes_of(crypto::sha256(mark)));
}

}  // namespace

std::string mark_browser(http::Context& context, RandomSource& random) {
    const std::string mark = crypto::random_token(random);
    context.add_header("Set-Cookie",
                       fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict",
                                   kSignUpCookie, mark, kLifetimeSeconds));
    return hash_of(mark);
}

std::string marked_browser(const http::Context& context) {
    const auto mark = context.cookie(kSignUpCookie);
    return mark ? hash_of(*mark) : std::string{};
}

}  // namespace gatehouse::auth
