#include "contracts/email.hpp"

#include <optional>
#include <utility>

#include "contracts/domain.hpp"
#include "contracts/unicode.hpp"
#include "platform/base/utf8.hpp"

namespace gatehouse {
namespace {

constexpr std::size_t kMaxLocal = 64;  // RFC 5321 section 4.5.3.1.1
// Longer texts cannot become an address: neither NFC nor A-labels shorten one to a third.
constexpr std::size_t kMaxInput = 3 * Email::kMaxSize;

std::unexpected<FieldError> refused(std::string_view detail) {
    return std::unexpected(FieldError{"", "invalid_email", std::string{detail}});
}

/// RFC 5322 `atext`.
bool is_atext(char32_t c) {
    constexpr std::u32string_view kSpecials = U"!#$%&'*+-/=?^_`{|}~";
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
           kSpecials.find(c) != std::u32string_view::npos;
}

/// A dot-atom, with letters, marks, digits, punctuation and symbols of every script.
bool is_dot_atom(std::string_view text) {
    bool after_dot = true;
    while (!text.empty()) {
        const utf8::Decoded next = utf8::decode(text);
        text.remove_prefix(next.size);
        if (next.code_point == U'.') {
            if (after_dot) return false;
            after_dot = true;
            continue;
        }
        const bool accepted = next.code_point < 0x80
                                  ? is_atext(next.code_point)
                                  : unicode::is_visible(next.code_point) &&
                                        !(after_dot && unicode::is_mark(next.code_point));
        if (!next.valid || !accepted) return false;
        after_dot = false;
    }
    return !after_dot;
}

std::optional<std::string> canonical_local(std::string_view local) {
    if (!is_dot_atom(local)) return std::nullopt;
    std::string canonical = unicode::nfc(unicode::lower(unicode::nfc(local)));
    // A compatibility form of a special (a full-width @) would read as one to whoever applies NFKC.
    if (!is_dot_atom(canonical) || !is_dot_atom(unicode::nfkc(canonical))) return std::nullopt;
    return canonical;
}

}  // namespace

Email::Email(std::string_view local, std::string_view domain)
    : text_(std::string{local} + '@' + std::string{domain}), at_(local.size()) {
}

std::expected<Email, FieldError> Email::parse(std::string_view text) {
    if (text.size() > kMaxInput) return refused("is too long");
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) {
        return refused("must have one @");
    }
    const auto local = canonical_local(text.substr(0, at));
    if (!local) return refused("the part before @ is not one of an e-mail address");
    if (local->size() > kMaxLocal) return refused("the part before @ is too long");
    const auto domain = canonical_domain(text.substr(at + 1));
    if (!domain) return refused("the part behind @ is not a domain name");
    if (local->size() + 1 + domain->size() > kMaxSize) return refused("is too long");
    return Email{*local, *domain};
}

std::string Email::masked() const {
    std::string out{local().substr(0, utf8::decode(local()).size)};
    out += "***@";
    out += domain();
    return out;
}

}  // namespace gatehouse
