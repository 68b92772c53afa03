#include "contracts/display_name.hpp"

#include "contracts/unicode.hpp"
#include "platform/base/utf8.hpp"

namespace gatehouse {
namespace {

// NFC composes: a name may be written with several code points for each one that is kept.
constexpr std::size_t kMaxInput = 16 * DisplayName::kMaxLength;

std::unexpected<FieldError> refused(std::string_view detail) {
    return std::unexpected(FieldError{"", "invalid_name", std::string{detail}});
}

}  // namespace

std::expected<DisplayName, FieldError> DisplayName::parse(std::string_view text) {
    if (text.size() > kMaxInput) return refused("must have at most 100 characters");
    if (!utf8::valid(text)) return refused("must be UTF-8");
    std::string name = unicode::nfc(text);
    bool shows = false;
    std::size_t length = 0;
    for (std::string_view rest = name; !rest.empty(); ++length) {
        const utf8::Decoded next = utf8::decode(rest);
        rest.remove_prefix(next.size);
        if (utf8::is_control(next.code_point) || utf8::is_deceptive(next.code_point)) {
            return refused("must not hold control or direction characters");
        }
        shows = shows || !unicode::is_blank(next.code_point);
    }
    if (!shows) return refused("must hold something that can be seen");
    if (length > kMaxLength) return refused("must have at most 100 characters");
    return DisplayName{std::move(name)};
}

}  // namespace gatehouse
