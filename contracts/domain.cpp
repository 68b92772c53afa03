#include "contracts/domain.hpp"

#include <algorithm>
#include <memory>

#include <idn2.h>

namespace gatehouse {
namespace {

constexpr std::size_t kMaxDomain = 253;
constexpr std::size_t kMaxLabel = 63;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_hex_letter(char c) {
    return c >= 'a' && c <= 'f';
}

bool is_number(std::string_view label) {
    if (std::ranges::all_of(label, is_digit)) return true;
    return label.starts_with("0x") && std::ranges::all_of(label.substr(2), [](char c) {
               return is_digit(c) || is_hex_letter(c);
           });
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' &&
           label.back() != '-' && std::ranges::all_of(label, [](char c) {
               return is_digit(c) || is_letter(c) || c == '-';
           });
}

bool is_public_name(std::string_view name) {
    if (name.size() > kMaxDomain) return false;
    std::size_t labels = 0;
    while (true) {
        const std::size_t dot = name.find('.');
        const std::string_view label = name.substr(0, dot);
        if (!is_label(label)) return false;
        ++labels;
        if (dot == std::string_view::npos) return labels >= 2 && !is_number(label);
        name.remove_prefix(dot + 1);
    }
}

struct Release {
    void operator()(char* memory) const { ::idn2_free(memory); }
};

std::optional<std::string> to_a_labels(const std::string& name) {
    char* raw = nullptr;
    const int result = ::idn2_to_ascii_8z(
        name.c_str(), &raw,
        IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | static_cast<int>(IDN2_USE_STD3_ASCII_RULES));
    const std::unique_ptr<char, Release> owned{raw};
    if (result != IDN2_OK || !owned) return std::nullopt;
    return std::string{owned.get()};
}

}  // namespace

std::optional<std::string> canonical_domain(std::string_view text) {
    // NUL would end the text for libidn2.
    if (text.empty() || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::string name{text};
    bool plain = true;
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        plain = plain && static_cast<unsigned char>(c) < 0x80;
    }
    if (!plain || name.find("xn--") != std::string::npos) {
        auto converted = to_a_labels(name);
        if (!converted) return std::nullopt;
        name = std::move(*converted);
    }
    if (!is_public_name(name)) return std::nullopt;
    return name;
}

}  // namespace gatehouse
