#include "services/auth-service/accounts/password.hpp"

#include "platform/base/utf8.hpp"

namespace gatehouse::auth {

std::expected<Password, FieldError> Password::parse(std::string_view text) {
    const auto refuse = [](std::string_view code, std::string_view detail) {
        return std::unexpected(FieldError{"", std::string{code}, std::string{detail}});
    };
    if (text.empty()) return refuse("too_short", "must not be empty");
    // Four bytes are the most that a code point takes: nothing longer is worth counting.
    if (text.size() > 4 * kMaxLength) return refuse("too_long", "must have at most 256 characters");
    if (!utf8::valid(text) || text.contains('\0')) {
        return refuse("invalid_characters", "must be UTF-8 text without NUL");
    }
    if (utf8::count(text) > kMaxLength)
        return refuse("too_long", "must have at most 256 characters");
    return Password{Secret{text}};
}

}  // namespace gatehouse::auth
