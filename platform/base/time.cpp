#include "platform/base/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace gatehouse {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Time kFirst{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
constexpr Time kLast{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + days{1} -
                     Milliseconds{1}};
constexpr Milliseconds kLongestDuration = days{3653};

void put_digits(char* out, unsigned value, int width) {
    for (int i = width - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// A cursor over text of fixed-width fields, which remembers whether all of them were there.
class Fields {
public:
    explicit Fields(std::string_view text) : text_(text) {}

    int number(std::size_t width) {
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const char c = take();
            ok_ = ok_ && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        return value;
    }
    void literal(char expected) { ok_ = take() == expected && ok_; }
    char take() {
        if (at_ == text_.size()) {
            ok_ = false;
            return '\0';
        }
        return text_[at_++];
    }
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool complete() const { return ok_ && at_ == text_.size(); }
    void fail() { ok_ = false; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

Milliseconds read_fraction(Fields& fields) {
    if (fields.peek() != '.') return Milliseconds{0};
    fields.take();
    int digits = 0;
    int value = 0;
    while (fields.peek() >= '0' && fields.peek() <= '9') {
        const int digit = fields.take() - '0';
        if (++digits <= 3) value = value * 10 + digit;
    }
    if (digits == 0 || digits > 9) fields.fail();
    for (int i = digits; i < 3; ++i)
        value *= 10;
    return Milliseconds{value};
}

minutes read_offset(Fields& fields) {
    const char sign = fields.take();
    if (sign == 'Z' || sign == 'z') return minutes{0};
    const int hour = fields.number(2);
    fields.literal(':');
    const int minute = fields.number(2);
    if ((sign != '+' && sign != '-') || hour > 23 || minute > 59) fields.fail();
    const minutes offset = hours{hour} + minutes{minute};
    return sign == '-' ? -offset : offset;
}

struct Unit {
    std::string_view name;
    Milliseconds length;
};
constexpr std::array<Unit, 5> kUnits{{{"d", days{1}},
                                      {"h", hours{1}},
                                      {"m", minutes{1}},
                                      {"s", Seconds{1}},
                                      {"ms", Milliseconds{1}}}};

}  // namespace

void write_rfc3339(Time time, char* out) noexcept {
    time = std::clamp(time, kFirst, kLast);
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const auto field = [out](int at, auto value, int width) {
        put_digits(out + at, static_cast<unsigned>(value), width);
    };
    field(0, int{date.year()}, 4);
    out[4] = '-';
    field(5, unsigned{date.month()}, 2);
    out[7] = '-';
    field(8, unsigned{date.day()}, 2);
    out[10] = 'T';
    field(11, clock.hours().count(), 2);
    out[13] = ':';
    field(14, clock.minutes().count(), 2);
    out[16] = ':';
    field(17, clock.seconds().count(), 2);
    out[19] = '.';
    field(20, clock.subseconds().count(), 3);
    out[23] = 'Z';
}

std::string to_rfc3339(Time time) {
    std::string text(kRfc3339Size, '\0');
    write_rfc3339(time, text.data());
    return text;
}

std::optional<Time> from_rfc3339(std::string_view text) {
    Fields fields{text};
    const int year = fields.number(4);
    fields.literal('-');
    const int month = fields.number(2);
    fields.literal('-');
    const int day = fields.number(2);
    const char separator = fields.take();
    const int hour = fields.number(2);
    fields.literal(':');
    const int minute = fields.number(2);
    fields.literal(':');
    const int second = fields.number(2);
    const Milliseconds fraction = read_fraction(fields);
    const minutes offset = read_offset(fields);
    if (!fields.complete() || (separator != 'T' && separator != 't')) return std::nullopt;

    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const auto whole_minute = std::chrono::sys_days{date} + hours{hour} + minutes{minute} - offset;
    if (second == 60) {
        // RFC 3339 section 5.7: a leap second ends the last minute of a UTC day. Unix time has no
        // place for it: it is the first second of the next day.
        const auto of_day = whole_minute - std::chrono::floor<days>(whole_minute);
        if (of_day != hours{23} + minutes{59}) return std::nullopt;
    }
    const Time time = whole_minute + Seconds{second} + (second == 60 ? Milliseconds{0} : fraction);
    if (time < kFirst || time > kLast) return std::nullopt;
    return time;
}

std::optional<Milliseconds> parse_duration(std::string_view text) {
    std::int64_t count = 0;
    const char* const end = text.data() + text.size();
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view name{stop, static_cast<std::size_t>(end - stop)};
    for (const Unit& unit : kUnits) {
        if (unit.name == name) {
            if (count > kLongestDuration / unit.length) return std::nullopt;
            return count * unit.length;
        }
    }
    return std::nullopt;
}

std::string to_duration_text(Milliseconds duration) {
    if (duration == Milliseconds{0}) return "0s";
    const auto* const unit = std::ranges::find_if(kUnits, [duration](const Unit& candidate) {
        return duration % candidate.length == Milliseconds{0};
    });
    return std::to_string(duration / unit->length).append(unit->name);
}

Time SystemClock::now() const {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady_now() const {
    return std::chrono::steady_clock::now();
}

}  // namespace gatehouse
