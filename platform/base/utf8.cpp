#include "platform/base/utf8.hpp"

namespace gatehouse::utf8 {
namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

/// What a lead byte promises: the length and the range of the second byte (Unicode table 3-7).
struct Lead {
    std::uint8_t size;
    unsigned low;
    unsigned high;
};

constexpr Lead lead_of(unsigned byte) {
    if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

Decoded decode(std::string_view text) noexcept {
    const unsigned first = byte_at(text, 0);
    if (first < 0x80) return {first, 1, true};
    const Lead lead = lead_of(first);
    if (lead.size == 0) return {kReplacement, 1, false};
    char32_t code_point = first & (0xFFU >> (lead.size + 1));
    for (std::uint8_t i = 1; i < lead.size; ++i) {
        const unsigned low = i == 1 ? lead.low : 0x80;
        const unsigned high = i == 1 ? lead.high : 0xBF;
        if (i >= text.size() || byte_at(text, i) < low || byte_at(text, i) > high) {
            return {kReplacement, i, false};
        }
        code_point = code_point << 6 | (byte_at(text, i) & 0x3F);
    }
    return {code_point, lead.size, true};
}

bool valid(std::string_view text) noexcept {
    while (!text.empty()) {
        const Decoded next = decode(text);
        if (!next.valid) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

std::size_t count(std::string_view text) noexcept {
    std::size_t code_points = 0;
    for (; !text.empty(); ++code_points)
        text.remove_prefix(decode(text).size);
    return code_points;
}

void append(std::string& out, char32_t code_point) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    const auto follow = [&](int shift) { put(0x80 | ((code_point >> shift) & 0x3F)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
        follow(0);
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        follow(6);
        follow(0);
    } else {
        put(0xF0 | code_point >> 18);
        follow(12);
        follow(6);
        follow(0);
    }
}

std::string_view cut(std::string_view text, std::size_t max_bytes) noexcept {
    if (text.size() <= max_bytes) return text;
    std::size_t end = max_bytes;
    // Back over the following bytes of the code point that would be split.
    while (end > 0 && max_bytes - end < 3 && (byte_at(text, end) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

}  // namespace gatehouse::utf8
