#include "platform/config/reading.hpp"

#include <algorithm>

namespace gatehouse::config {
namespace {

constexpr auto kNoMaximum = std::numeric_limits<std::int64_t>::max();

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

}  // namespace

std::string integer_form(const Doc& doc) {
    std::string text = "an integer from " + std::to_string(doc.min);
    if (doc.max != kNoMaximum) {
        text += " to " + std::to_string(doc.max);
    }
    return text;
}

std::string duration_form(const Doc& doc) {
    std::string text = "a duration such as `15m` or `7d`";
    if (doc.min > 0) {
        text += ", at least " + to_duration_text(Milliseconds{doc.min});
    }
    if (doc.max != kNoMaximum) {
        text += ", at most " + to_duration_text(Milliseconds{doc.max});
    }
    return text;
}

std::optional<std::string> Reading<std::string>::read(const Raw& raw, const Doc&) {
    const auto* text = text_in(raw);
    if (text == nullptr || std::ranges::any_of(*text, is_control)) {
        return {};
    }
    return *text;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    const auto trimmed = [](std::string_view part) {
        const auto first = part.find_first_not_of(' ');
        if (first == std::string_view::npos) {
            return std::string{};
        }
        return std::string{part.substr(first, part.find_last_not_of(' ') - first + 1)};
    };
    if (trimmed(text).empty()) {
        return parts;
    }
    for (std::size_t from = 0; from <= text.size();) {
        const auto comma = std::min(text.find(',', from), text.size());
        parts.push_back(trimmed(text.substr(from, comma - from)));
        from = comma + 1;
    }
    return parts;
}

}  // namespace gatehouse::config
