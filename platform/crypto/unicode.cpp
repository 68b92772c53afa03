#include "platform/crypto/unicode.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include <unicase.h>
#include <uninorm.h>

#include "platform/base/utf8.hpp"

namespace gatehouse::crypto {
namespace {

const std::uint8_t* units(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

void require_utf8(std::string_view text) {
    if (!utf8::valid(text)) {
        throw std::invalid_argument("text is not valid UTF-8");
    }
}

/// Takes over and wipes what libunistring allocated.
Secret take(std::uint8_t* result, std::size_t size) {
    if (result == nullptr) {
        throw std::bad_alloc();
    }
    Secret text{std::string_view(reinterpret_cast<const char*>(result), size)};
    wipe(result, size);
    std::free(result);
    return text;
}

}  // namespace

std::optional<std::size_t> code_points(std::string_view text) noexcept {
    if (!utf8::valid(text)) {
        return std::nullopt;
    }
    return utf8::count(text);
}

std::string_view first_code_points(std::string_view text, std::size_t count) noexcept {
    std::size_t end = 0;
    while (end < text.size() && count-- > 0) {
        ++end;
        while (end < text.size() && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) {
            ++end;
        }
    }
    return text.substr(0, end);
}

Secret to_nfkc(std::string_view text) {
    require_utf8(text);
    std::size_t size = 0;
    std::uint8_t* result = u8_normalize(UNINORM_NFKC, units(text), text.size(), nullptr, &size);
    return take(result, size);
}

std::size_t password_length(std::string_view text) {
    return std::min(utf8::count(text), utf8::count(to_nfkc(text).expose()));
}

Secret to_folded(std::string_view text) {
    require_utf8(text);
    std::size_t size = 0;
    std::uint8_t* result =
        u8_casefold(units(text), text.size(), nullptr, UNINORM_NFKC, nullptr, &size);
    return take(result, size);
}

}  // namespace gatehouse::crypto
