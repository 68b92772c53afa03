#include "contracts/unicode.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "platform/base/utf8.hpp"

namespace gatehouse::unicode {
namespace {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};

std::string normalise(uninorm_t form, std::string_view text) {
    if (text.empty()) return {};
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Free> result{::u8_normalize(
        form, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, &size)};
    if (!result) throw std::bad_alloc{};
    return {reinterpret_cast<const char*>(result.get()), size};
}

}  // namespace

std::string nfc(std::string_view text) {
    return normalise(UNINORM_NFC, text);
}

std::string nfkc(std::string_view text) {
    return normalise(UNINORM_NFKC, text);
}

std::string lower(std::string_view text) {
    constexpr char32_t kDottedCapitalI = U'\u0130';
    constexpr char32_t kDotAbove = U'\u0307';
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const utf8::Decoded next = utf8::decode(text);
        text.remove_prefix(next.size);
        const char32_t lowered = ::uc_tolower(next.code_point);
        if (next.code_point == kDottedCapitalI) {
            out += 'i';
            utf8::append(out, kDotAbove);
        } else if (next.code_point >= 0x80 && lowered < 0x80) {
            utf8::append(out, next.code_point);
        } else {
            utf8::append(out, lowered);
        }
    }
    return out;
}

bool is_visible(char32_t c) {
    return !::uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Z | UC_CATEGORY_MASK_C) &&
           !::uc_is_property_default_ignorable_code_point(c);
}

bool is_mark(char32_t c) {
    return ::uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
}

bool is_blank(char32_t c) {
    constexpr char32_t kBrailleBlank = U'\u2800';
    return ::uc_is_property_white_space(c) || ::uc_is_property_default_ignorable_code_point(c) ||
           utf8::is_control(c) || c == kBrailleBlank;
}

}  // namespace gatehouse::unicode
