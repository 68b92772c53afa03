#include "services/auth-service/accounts/password.hpp"

#include "platform/base/utf8.hpp"
#include "platform/crypto/unicode.hpp"

namespace gatehouse::auth {

std::expected<Password, FieldError> Password::parse(std::string_view text) {
    const auto refuse = [](std::string_view code, std::string_view detail) {
        return std::unexpected(FieldError{"", std::string{code}, std::string{detail}});
    };
    if (text.empty()) return refuse("too_short", "must not be empty");
    // Nothing longer is worth normalising: taken apart, a code point becomes no more than four.
    constexpr std::size_t kMostBytes = 4 * 4 * kMaxLength;
    if (text.size() > kMostBytes) return refuse("too_long", "must have at most 256 characters");
    if (!utf8::valid(text) || text.contains('\0')) {
        return refuse("invalid_character", "must be UTF-8 text without NUL");
    }
    if (crypto::password_length(text) > kMaxLength) {
        return refuse("too_long", "must have at most 256 characters");
    }
    return Password{Secret{text}};
}

bool Password::same_as(const Password& other) const {
    return constant_time_equal(crypto::to_nfkc(expose()).expose(),
                               crypto::to_nfkc(other.expose()).expose());
}

}  // namespace gatehouse::auth
