#pragma once

#include <array>
#include <cstdint>

namespace gatehouse {

/// What `hex_value` gives for a character that is no digit.
inline constexpr std::uint8_t kNoHexDigit = 0xFF;

inline constexpr auto kHexValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoHexDigit);
    for (std::uint8_t i = 0; i < 16; ++i) {
        values[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
        values[static_cast<unsigned char>("0123456789ABCDEF"[i])] = i;
    }
    return values;
}();

/// The value of a hexadecimal digit of either case; kNoHexDigit, which has bits that no value has,
/// for any other character.
constexpr std::uint8_t hex_value(char digit) noexcept {
    return kHexValues[static_cast<unsigned char>(digit)];
}

}  // namespace gatehouse
