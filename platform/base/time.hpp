#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// A point in time on the UTC scale, in milliseconds since the Unix epoch; what rows and DTOs hold.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

[[nodiscard]] constexpr std::int64_t unix_ms(Time time) noexcept {
    return time.time_since_epoch().count();
}
[[nodiscard]] constexpr std::int64_t unix_seconds(Time time) noexcept {
    return std::chrono::floor<Seconds>(time).time_since_epoch().count();
}
[[nodiscard]] constexpr Time time_from_unix_ms(std::int64_t milliseconds) noexcept {
    return Time{Milliseconds{milliseconds}};
}

/// Writes `time` as RFC 3339 in UTC with milliseconds: `2026-01-31T08:05:09.120Z`. Times outside
/// the years 0000-9999, which the format cannot hold, become the nearest one it can.
[[nodiscard]] std::string to_rfc3339(Time time);
/// The same 24 characters, written to `out`, without a terminator.
void write_rfc3339(Time time, char* out) noexcept;
inline constexpr std::size_t kRfc3339Size = 24;

/// Reads an RFC 3339 time (any offset, up to nanoseconds, which are cut to milliseconds); nothing
/// when the text is not one or the year lies outside 0000-9999.
[[nodiscard]] std::optional<Time> from_rfc3339(std::string_view text);

/// Reads a duration as settings write it: digits and one unit of `ms s m h d` (`15m`, `7d`);
/// nothing when malformed, negative or beyond ten years.
[[nodiscard]] std::optional<Milliseconds> parse_duration(std::string_view text);

/// Writes a duration in the largest unit that holds it exactly: the inverse of `parse_duration`.
[[nodiscard]] std::string to_duration_text(Milliseconds duration);

/// What time it is: the seam that tests replace. Safe to share between threads.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
    [[nodiscard]] virtual SteadyTime steady_now() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override;
    [[nodiscard]] SteadyTime steady_now() const override;
};

}  // namespace gatehouse
