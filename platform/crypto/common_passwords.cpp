#include "platform/crypto/common_passwords.hpp"

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/lists.hpp"

namespace gatehouse::crypto {
namespace {

// lists/common_passwords.txt is made from the 47,000 most frequent passwords of public leaks (the
// list of the zxcvbn project): those of 8 characters and more that zxcvbn gives a score of 3 or 4.
// One line for each, sorted: the first 16 hexadecimal digits of the SHA-256 of the case-folded
// password, because many of the words themselves are not fit to print.
constexpr std::size_t kDigits = 16;
constexpr std::size_t kLine = kDigits + 1;

}  // namespace

bool is_common_password(std::string_view folded) {
    const std::string_view list = kLists[0].text;
    const std::string digits = hex_encode(bytes_of(sha256(folded))).substr(0, kDigits);
    const auto line = [list](std::size_t index) { return list.substr(index * kLine, kDigits); };
    const auto lines = std::views::iota(std::size_t{0}, list.size() / kLine);
    const auto found = std::ranges::lower_bound(lines, digits, {}, line);
    return found != lines.end() && line(*found) == digits;
}

}  // namespace gatehouse::crypto
