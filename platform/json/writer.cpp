#include "platform/json/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace gatehouse::json {
namespace {

template <class Number, class... Format>
void append_number(std::string& out, Number value, Format... format) {
    std::array<char, 32> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): written below
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), value, format...);
    out.append(text.data(), end);
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
    append_number(out, value);
}

void append_unsigned(std::string& out, std::uint64_t value) {
    append_number(out, value);
}

void append_double(std::string& out, double value) {
    if (!std::isfinite(value)) throw std::domain_error("JSON has no NaN and no infinity");
    // Without an exponent these would read as integers that not every reader keeps exactly, or as
    // the integer -0: see interoperable_number.
    constexpr double kFirstInexact = 9007199254740992.0;
    if (std::abs(value) >= kFirstInexact || (value == 0 && std::signbit(value))) {
        append_number(out, value, std::chars_format::scientific);
    } else {
        append_number(out, value);
    }
}

void append_time(std::string& out, Time time) {
    std::array<char, kRfc3339Size + 2> text;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    text.front() = text.back() = '"';
    write_rfc3339(time, text.data() + 1);
    out.append(text.data(), text.size());
}

void append_member_name(std::string& out, std::string_view name) {
    if (out.back() != '{') out += ',';
    out += '"';
    out += name;
    out += "\":";
}

}  // namespace gatehouse::json
