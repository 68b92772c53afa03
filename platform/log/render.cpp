#include "platform/log/render.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "platform/base/json_string.hpp"
#include "platform/base/utf8.hpp"
#include "platform/log/logger.hpp"

namespace gatehouse::log {
namespace {

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): written below
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end);
}

void append_string(std::string& out, std::string_view text) {
    append_json_string(out, utf8::cut(text, Logger::kMaxText));
}

/// Appends a value as JSON.
struct JsonValue {
    std::string& out;

    void operator()(std::string_view value) const { append_string(out, value); }
    void operator()(std::int64_t value) const { append_number(out, value); }
    void operator()(std::uint64_t value) const { append_number(out, value); }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(double value) const {
        if (std::isfinite(value)) {
            append_number(out, value);
        } else {
            out += "null";
        }
    }
    void operator()(Time value) const {
        std::array<char, kRfc3339Size> text;  // NOLINT(cppcoreguidelines-pro-type-member-init)
        write_rfc3339(value, text.data());
        out += '"';
        out.append(text.data(), text.size());
        out += '"';
    }
    void operator()(const Uuid& value) const {
        std::array<char, 36> text;  // NOLINT(cppcoreguidelines-pro-type-member-init)
        value.write_text(text.data());
        out += '"';
        out.append(text.data(), text.size());
        out += '"';
    }
};

bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=';
    });
}

}  // namespace

std::string_view level_name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warn:
            return "warn";
        case Level::error:
            return "error";
        case Level::off:
            break;
    }
    return "off";
}

void append_json_field(std::string& out, const Field& field) {
    out += ",\"";
    out += field.name();
    out += "\":";
    std::visit(JsonValue{out}, field.value());
}

void append_json_text_field(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    append_string(out, value);
}

void append_text_field(std::string& out, const Field& field) {
    out += ' ';
    out += field.name();
    out += '=';
    const auto* const text = std::get_if<std::string_view>(&field.value());
    if (text != nullptr && is_plain(*text)) {
        out += utf8::cut(*text, Logger::kMaxText);
        return;
    }
    const std::size_t begin = out.size();
    std::visit(JsonValue{out}, field.value());
    // Times and ids need no quotation marks.
    if (text == nullptr && out[begin] == '"') {
        out.pop_back();
        out.erase(begin, 1);
    }
}

void append_text_message(std::string& out, std::string_view message) {
    const std::size_t begin = out.size();
    append_string(out, message);
    out.pop_back();
    out.erase(begin, 1);
}

}  // namespace gatehouse::log
