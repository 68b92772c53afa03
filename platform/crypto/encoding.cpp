#include "platform/crypto/encoding.hpp"

#include <array>
#include <cstdint>
#include <span>

#include "platform/base/hex.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kBase64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::uint8_t kInvalid = 0xff;

constexpr std::array<std::uint8_t, 256> make_base64url_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(kInvalid);
    for (std::size_t i = 0; i < kBase64url.size(); ++i) {
        values[static_cast<std::uint8_t>(kBase64url[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr auto kBase64urlValues = make_base64url_values();

}  // namespace

std::string base64url_encode(std::string_view bytes) {
    std::string text((bytes.size() * 4 + 2) / 3, '\0');
    char* out = text.data();
    const auto byte = [&bytes](std::size_t index) -> std::uint32_t {
        return static_cast<std::uint8_t>(bytes[index]);
    };
    std::size_t index = 0;
    for (; index + 3 <= bytes.size(); index += 3) {
        const std::uint32_t three = byte(index) << 16 | byte(index + 1) << 8 | byte(index + 2);
        *out++ = kBase64url[three >> 18];
        *out++ = kBase64url[three >> 12 & 63];
        *out++ = kBase64url[three >> 6 & 63];
        *out++ = kBase64url[three & 63];
    }
    const std::size_t left = bytes.size() - index;
    if (left > 0) {
        const std::uint32_t rest = byte(index) << 16 | (left == 2 ? byte(index + 1) << 8 : 0);
        *out++ = kBase64url[rest >> 18];
        *out++ = kBase64url[rest >> 12 & 63];
        if (left == 2) {
            *out = kBase64url[rest >> 6 & 63];
        }
    }
    return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t buffer = 0;
    unsigned held = 0;
    for (const char character : text) {
        const std::uint8_t value = kBase64urlValues[static_cast<std::uint8_t>(character)];
        if (value == kInvalid) {
            return std::nullopt;
        }
        buffer = buffer << 6 | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<char>(buffer >> held & 0xff));
        }
    }
    if ((buffer & ((1U << held) - 1)) != 0) {
        return std::nullopt;
    }
    return bytes;
}

std::string hex_encode(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        text.push_back(kHex[value >> 4]);
        text.push_back(kHex[value & 15]);
    }
    return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::uint8_t high = hex_value(text[i]);
        const std::uint8_t low = hex_value(text[i + 1]);
        if (high == kNoHexDigit || low == kNoHexDigit) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<char>(high << 4 | low));
    }
    return bytes;
}

std::string random_bytes(RandomSource& random, std::size_t size) {
    std::string bytes(size, '\0');
    random.fill(std::as_writable_bytes(std::span{bytes}));
    return bytes;
}

std::string random_token(RandomSource& random, std::size_t size) {
    return base64url_encode(random_bytes(random, size));
}

}  // namespace gatehouse::crypto
