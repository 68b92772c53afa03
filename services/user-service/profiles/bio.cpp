#include "services/user-service/profiles/bio.hpp"

#include "platform/base/utf8.hpp"

namespace gatehouse::user {
namespace {

/// Embeddings, overrides and isolates (Unicode UAX #9), which reorder what stands beside the text
/// as well. The marks that people of right-to-left scripts type are none of them.
constexpr bool reorders(char32_t c) noexcept {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::expected<Bio, FieldError> Bio::parse(std::string_view text) {
    std::string bio;
    bio.reserve(text.size());
    std::size_t length = 0;
    for (std::string_view rest = text; !rest.empty(); ++length) {
        if (rest.starts_with("\r\n")) rest.remove_prefix(1);  // a line's end is one character
        const utf8::Decoded next = utf8::decode(rest);
        const bool layout = next.code_point == U'\n' || next.code_point == U'\t';
        if (!next.valid || (utf8::is_control(next.code_point) && !layout)) {
            return std::unexpected(
                FieldError{"", "invalid_character", "must be text without control characters"});
        }
        if (reorders(next.code_point)) {
            return std::unexpected(
                FieldError{"", "invalid_character", "must not hold characters that reorder text"});
        }
        bio += rest.substr(0, next.size);
        rest.remove_prefix(next.size);
    }
    if (length > kMaxLength) {
        return std::unexpected(FieldError{"", "too_long", "must have at most 2000 characters"});
    }
    return Bio{std::move(bio)};
}

}  // namespace gatehouse::user
