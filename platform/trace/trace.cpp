#include "platform/trace/trace.hpp"

#include <algorithm>
#include <cstring>

namespace gatehouse::trace {
namespace {

constexpr std::size_t kTraceparentSize = 55;  // version 00: 2 + 1 + 32 + 1 + 16 + 1 + 2

std::optional<std::uint8_t> nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    return std::nullopt;
}

template <std::size_t Size>
bool read_hex(std::string_view text, std::array<std::uint8_t, Size>& bytes) {
    if (text.size() != 2 * Size) return false;
    for (std::size_t i = 0; i < Size; ++i) {
        const auto high = nibble(text[2 * i]);
        const auto low = nibble(text[2 * i + 1]);
        if (!high || !low) return false;
        bytes[i] = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return true;
}

template <std::size_t Size>
bool is_zero(const std::array<std::uint8_t, Size>& bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

template <std::size_t Size>
std::optional<HexId<Size>> HexId<Size>::parse(std::string_view text) {
    Bytes bytes{};
    if (!read_hex(text, bytes) || is_zero(bytes)) return std::nullopt;
    return HexId{bytes};
}

template <std::size_t Size>
void HexId<Size>::append_text(std::string& out) const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const std::uint8_t byte : bytes_) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 0xF];
    }
}

template <std::size_t Size>
std::string HexId<Size>::text() const {
    std::string out;
    out.reserve(kTextSize);
    append_text(out);
    return out;
}

template class HexId<16>;
template class HexId<8>;

std::optional<TraceContext> parse_traceparent(std::string_view text) {
    if (text.size() < kTraceparentSize || text[2] != '-' || text[35] != '-' || text[52] != '-') {
        return std::nullopt;
    }
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    if (!read_hex(text.substr(0, 2), version) || !read_hex(text.substr(53, 2), flags)) {
        return std::nullopt;
    }
    if (version[0] == 0xFF) return std::nullopt;
    if (text.size() > kTraceparentSize && (version[0] == 0 || text[kTraceparentSize] != '-')) {
        return std::nullopt;
    }
    const auto trace_id = TraceId::parse(text.substr(3, 32));
    const auto span_id = SpanId::parse(text.substr(36, 16));
    if (!trace_id || !span_id) return std::nullopt;
    return TraceContext{*trace_id, *span_id, (flags[0] & 1) != 0};
}

std::string to_traceparent(const TraceContext& context) {
    std::string out = "00-";
    out.reserve(kTraceparentSize);
    context.trace_id.append_text(out);
    out += '-';
    context.span_id.append_text(out);
    out += context.sampled ? "-01" : "-00";
    return out;
}

template <std::size_t Size>
HexId<Size> IdMaker::make() {
    typename HexId<Size>::Bytes bytes{};
    do {
        take(bytes.data(), bytes.size());
    } while (is_zero(bytes));
    return HexId<Size>{bytes};
}

template HexId<16> IdMaker::make<16>();
template HexId<8> IdMaker::make<8>();

void IdMaker::take(std::uint8_t* out, std::size_t size) {
    if (pool_.size() - used_ < size) {
        random_.fill(pool_);
        used_ = 0;
    }
    std::memcpy(out, pool_.data() + used_, size);
    used_ += size;
}

}  // namespace gatehouse::trace
