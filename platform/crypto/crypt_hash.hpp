#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/crypto/hash_text.hpp"

namespace gatehouse::crypto {

/// A hash that crypt(3) makes: bcrypt (`$2a$ $2b$ $2y$`) or SHA-512-crypt (`$6$`), checked to be
/// whole and of a cost that may be spent on it. Immutable.
class CryptHash {
public:
    static constexpr int kLowestCost = 4;
    static constexpr int kHighestCost = 15;                  ///< of bcrypt: about two seconds
    static constexpr std::uint32_t kMostRounds = 1'000'000;  ///< of SHA-512-crypt

    /// Whether `text` begins as one of these formats does.
    [[nodiscard]] static bool recognizes(std::string_view text);
    /// Refuses with `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<CryptHash, HashRefusal> parse(std::string_view text);

    /// Whether it is of `password`, a text without NUL, of which bcrypt looks at 72 bytes.
    [[nodiscard]] bool matches(std::string_view password) const;

private:
    explicit CryptHash(std::string_view text) : text_(text) {}

    std::string text_;
};

/// A fresh bcrypt hash of `password`, a text without NUL of at most 72 bytes.
[[nodiscard]] std::string make_bcrypt(std::string_view password, int cost, RandomSource& random);

/// `$2b$`, the cost and a random salt.
[[nodiscard]] std::string bcrypt_setting(int cost, RandomSource& random);

}  // namespace gatehouse::crypto
