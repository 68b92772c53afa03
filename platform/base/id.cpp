#include "platform/base/id.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "platform/base/hex.hpp"

namespace gatehouse {
namespace {

constexpr std::size_t kTextSize = 36;

constexpr std::size_t kDashes[] = {8, 13, 18, 23};
/// Where the two digits of each byte begin.
constexpr std::array<std::uint8_t, 16> kDigitsAt = {0,  2,  4,  6,  9,  11, 14, 16,
                                                    19, 21, 24, 26, 28, 30, 32, 34};

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != kTextSize) return std::nullopt;
    Bytes bytes;
    // Without a branch for each: ids are read with every row.
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint8_t high = hex_value(text[kDigitsAt[i]]);
        const std::uint8_t low = hex_value(text[kDigitsAt[i] + 1]);
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
        seen |= high | low;
    }
    const bool dashed =
        std::ranges::all_of(kDashes, [&](std::size_t at) { return text[at] == '-'; });
    if (seen > 0xF || !dashed) return std::nullopt;
    return Uuid{bytes};
}

void Uuid::write_text(char* out) const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
        out[kDigitsAt[i]] = kDigits[bytes_[i] >> 4];
        out[kDigitsAt[i] + 1] = kDigits[bytes_[i] & 0xF];
    }
    for (const std::size_t at : kDashes) {
        out[at] = '-';
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
