#include "platform/crypto/hash_text.hpp"

#include <charconv>
#include <ranges>
#include <system_error>

namespace gatehouse::crypto {
namespace {

std::optional<std::uint32_t> sextet(char character) {
    if (character >= 'A' && character <= 'Z') return static_cast<std::uint32_t>(character - 'A');
    if (character >= 'a' && character <= 'z') {
        return static_cast<std::uint32_t>(character - 'a' + 26);
    }
    if (character >= '0' && character <= '9') {
        return static_cast<std::uint32_t>(character - '0' + 52);
    }
    if (character == '+' || character == '-' || character == '.') return 62;
    if (character == '/' || character == '_') return 63;
    return std::nullopt;
}

}  // namespace

std::vector<std::string_view> split_hash(std::string_view text) {
    // An empty text has one part, an empty one; views::split gives none.
    if (text.empty()) return {text};
    std::vector<std::string_view> parts;
    for (const auto part : std::views::split(text, '$')) {
        parts.emplace_back(part.begin(), part.end());
    }
    return parts;
}

std::optional<std::uint32_t> read_decimal(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint32_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last) return std::nullopt;
    return value;
}

std::optional<std::vector<std::uint32_t>> read_numbers(
    std::string_view text, std::initializer_list<std::string_view> names) {
    std::vector<std::uint32_t> numbers;
    auto name = names.begin();
    for (const auto range : std::views::split(text, ',')) {
        std::string_view part{range.begin(), range.end()};
        if (name == names.end() || !part.starts_with(*name)) return std::nullopt;
        part.remove_prefix(name->size());
        ++name;
        if (!part.starts_with('=')) return std::nullopt;
        const auto number = read_decimal(part.substr(1));
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    if (name != names.end()) return std::nullopt;
    return numbers;
}

std::optional<std::string> read_base64(std::string_view text) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char character : text) {
        const auto value = sextet(character);
        if (!value) return std::nullopt;
        bits = (bits << 6) | *value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>((bits >> count) & 0xFF));
        }
    }
    return bytes;
}

std::expected<SaltAndHash, HashRefusal> read_salt_and_hash(std::string_view salt,
                                                           std::string_view hash) {
    auto salt_bytes = read_base64(salt);
    if (!salt_bytes || salt_bytes->empty() || salt_bytes->size() > kMostSaltBytes) {
        return malformed_hash("the salt is not 1 to 256 bytes in base64");
    }
    auto hash_bytes = read_base64(hash);
    if (!hash_bytes || hash_bytes->size() < kLeastHashBytes ||
        hash_bytes->size() > kMostHashBytes) {
        return malformed_hash("the hash is not 16 to 256 bytes in base64");
    }
    return SaltAndHash{std::move(*salt_bytes), std::move(*hash_bytes)};
}

}  // namespace gatehouse::crypto
