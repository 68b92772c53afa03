#include "services/user-service/profiles/bio.hpp"

#include "platform/base/utf8.hpp"

namespace gatehouse::user {

std::expected<Bio, FieldError> Bio::parse(std::string_view text) {
    std::size_t length = 0;
    for (std::string_view rest = text; !rest.empty(); ++length) {
        const utf8::Decoded next = utf8::decode(rest);
        const bool layout = next.code_point == U'\n' || next.code_point == U'\t';
        if (!next.valid || (utf8::is_control(next.code_point) && !layout)) {
            return std::unexpected(
                FieldError{"", "invalid_characters", "must be text without control characters"});
        }
        rest.remove_prefix(next.size);
    }
    if (length > kMaxLength) {
        return std::unexpected(FieldError{"", "too_long", "must have at most 2000 characters"});
    }
    return Bio{std::string{text}};
}

}  // namespace gatehouse::user
