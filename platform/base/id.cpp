#include "platform/base/id.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace gatehouse {
namespace {

constexpr std::size_t kTextSize = 36;

constexpr bool is_dash(std::size_t position) {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != kTextSize) return std::nullopt;
    Bytes bytes{};
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < kTextSize; ++i) {
        if (is_dash(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return std::nullopt;
        auto& byte = bytes[nibble / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
        ++nibble;
    }
    return Uuid{bytes};
}

void Uuid::write_text(char* out) const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        *out++ = kDigits[bytes_[i] >> 4];
        *out++ = kDigits[bytes_[i] & 0xF];
    }
}

std::string Uuid::text() const {
    std::string text(kTextSize, '\0');
    write_text(text.data());
    return text;
}

UuidV7Source::UuidV7Source(const Clock& clock, RandomSource& random)
    : clock_(clock), random_(random) {
}

Uuid UuidV7Source::next() {
    constexpr std::uint32_t kCounterEnd = 1U << 12;
    constexpr std::uint32_t kSeedMask = (1U << 11) - 1;

    // Bytes 6 to 15 are random at first; the counter takes its starting value from 6 and 7.
    Uuid::Bytes bytes{};
    random_.fill(std::as_writable_bytes(std::span{bytes}.subspan(6)));
    // RFC 9562 section 6.2: the top bit of a fresh counter is zero, as a guard against an overflow.
    const std::uint32_t seed = (std::uint32_t{bytes[6]} << 8 | bytes[7]) & kSeedMask;

    std::int64_t ms = std::max<std::int64_t>(unix_ms(clock_.now()), 0);
    std::uint32_t counter = seed;
    {
        const std::lock_guard lock{mutex_};
        if (ms > last_ms_) {
            last_ms_ = ms;
            counter_ = seed;
        } else if (++counter_ == kCounterEnd) {
            // More ids than the counter holds, or a clock that was set back: run ahead of it.
            ++last_ms_;
            counter_ = seed;
        }
        ms = last_ms_;
        counter = counter_;
    }
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    }
    bytes[6] = static_cast<std::uint8_t>(0x70 | counter >> 8);
    bytes[7] = static_cast<std::uint8_t>(counter);
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));
    return Uuid{bytes};
}

}  // namespace gatehouse
