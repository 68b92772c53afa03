#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"

namespace gatehouse::trace {

/// The identifier of a trace or span: `Size` bytes, never all zero, written as lower-case hex.
template <std::size_t Size>
class HexId {
public:
    using Bytes = std::array<std::uint8_t, Size>;
    static constexpr std::size_t kTextSize = 2 * Size;

    constexpr explicit HexId(const Bytes& bytes) : bytes_(bytes) {}
    /// Reads lower-case hex of exactly this size; nothing for other texts and for zero.
    [[nodiscard]] static std::optional<HexId> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    void append_text(std::string& out) const;
    [[nodiscard]] constexpr const Bytes& bytes() const noexcept { return bytes_; }
    bool operator==(const HexId&) const = default;

private:
    Bytes bytes_;
};
using TraceId = HexId<16>;
using SpanId = HexId<8>;

/// What travels with a request: which trace it belongs to and which span caused it.
struct TraceContext {
    TraceId trace_id;
    SpanId span_id;
    bool sampled;
    bool operator==(const TraceContext&) const = default;
};

/// Reads a `traceparent` header field (W3C Trace Context level 2, section 3.2). Upper case, zero
/// ids, version `ff` and version `00` with anything behind it are refused; of later versions the
/// known part is read.
[[nodiscard]] std::optional<TraceContext> parse_traceparent(std::string_view text);
/// Writes a `traceparent` of version 00.
[[nodiscard]] std::string to_traceparent(const TraceContext& context);

/// Makes trace and span ids. Asks for random bytes in batches, so that an id costs nanoseconds; one
/// for each loop, not shared between threads.
class IdMaker {
public:
    explicit IdMaker(RandomSource& random) : random_(random) {}
    [[nodiscard]] TraceId trace_id() { return make<16>(); }
    [[nodiscard]] SpanId span_id() { return make<8>(); }
    /// A child of `parent`: its trace, its decision to sample, a span of its own.
    [[nodiscard]] TraceContext child(const TraceContext& parent) {
        return {parent.trace_id, span_id(), parent.sampled};
    }
    /// The first span of a trace.
    [[nodiscard]] TraceContext root(bool sampled) { return {trace_id(), span_id(), sampled}; }

private:
    template <std::size_t Size>
    HexId<Size> make();
    void take(std::uint8_t* out, std::size_t size);

    RandomSource& random_;
    std::array<std::byte, 512> pool_{};
    std::size_t used_ = sizeof pool_;
};

}  // namespace gatehouse::trace
