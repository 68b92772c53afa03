#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::crypto {

/// Why a password is refused by whoever sets one.
enum class Weakness : std::uint8_t {
    too_short,
    too_long,
    too_guessable,      ///< zxcvbn's score is below the policy's
    common,             ///< on the list of passwords that attackers try first
    contains_identity,  ///< holds the local part of the e-mail address or the name
    contains_product    ///< is little more than the product's name
};

/// A sentence for the person who chose the password.
[[nodiscard]] std::string_view text_of(Weakness weakness) noexcept;

/// What passwords are measured against; lengths in code points.
struct PasswordPolicy {
    std::size_t min_length = 12;
    std::size_t max_length = 256;
    int min_score = 3;
};

/// Who chooses a password.
struct PersonalWords {
    std::string_view email;
    std::string_view name;
};

/// How hard a password is to guess, as zxcvbn estimates it: 0 (at once) to 4. `password` is UTF-8;
/// only its first 100 code points count, which bounds the time.
[[nodiscard]] int password_score(std::string_view password, const PersonalWords& words);

/// The first thing that is wrong with a new password (UTF-8); nothing when it may be set. Takes up
/// to a few milliseconds.
[[nodiscard]] std::optional<Weakness> find_weakness(std::string_view password,
                                                    const PersonalWords& words,
                                                    const PasswordPolicy& policy);

}  // namespace gatehouse::crypto
