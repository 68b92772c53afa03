#include "platform/crypto/password_strength.hpp"

#include <string>

#include <gtest/gtest.h>

#include "platform/crypto/unicode.hpp"

namespace gatehouse::crypto {
namespace {

constexpr PersonalWords kAnna{.email = "anna.green@example.org", .name = "Anna Green"};

std::optional<Weakness> weakness(std::string_view password, std::size_t min_length = 12) {
    return find_weakness(password, kAnna, {.min_length = min_length});
}

std::string repeat(std::string_view text, int times) {
    std::string repeated;
    for (int i = 0; i < times; ++i)
        repeated += text;
    return repeated;
}

TEST(PasswordStrength, PW01LengthIsCountedInCodePoints) {
    EXPECT_EQ(weakness("vb7!qpzk2#m"), Weakness::too_short);
    EXPECT_EQ(weakness("vb7!qpzk2#mx"), std::nullopt);
    const std::string emoji = "😀🐙🎈🚀🍕🎸🌵🐝🔑🎲🧊🪁";
    ASSERT_EQ(code_points(emoji), 12U);
    EXPECT_EQ(weakness(emoji), std::nullopt);
    EXPECT_EQ(weakness(first_code_points(emoji, 11)), Weakness::too_short);
    EXPECT_EQ(weakness(repeat("a long phrase is fine ", 12).substr(0, 256)), std::nullopt);
    EXPECT_EQ(weakness(repeat("a long phrase is fine ", 12).substr(0, 257)), Weakness::too_long);
}

TEST(PasswordStrength, PW02EveryScriptCounts) {
    EXPECT_EQ(weakness(repeat("é", 64)), std::nullopt);
    EXPECT_EQ(weakness("съешь ещё этих мягких булок"), std::nullopt);
    EXPECT_EQ(weakness("私の好きな食べ物は寿司です"), std::nullopt);
}

TEST(PasswordStrength, PW06NoCompositionRules) {
    EXPECT_EQ(weakness("a long lower case phrase with spaces"), std::nullopt);
    EXPECT_EQ(weakness("correct horse battery staple"), std::nullopt);
}

TEST(PasswordStrength, PW07CommonPasswordsAreRefused) {
    for (const std::string_view password :
         {"123456789012", "1234567890123456", "passwordpassword", "password1234", "Password1234!",
          "qwertyuiop12", "qwertyuiop[]",     "111111111111",     "aaaaaaaaaaaa", "abcdefghijkl",
          "iloveyou1234", "letmeinletmein",   "trustno1trustno1", "liverpool123", "Summer2026!!",
          "P@ssw0rd2026", "administrator",    "welcome12345",     "1q2w3e4r5t6y", "qazwsxedcrfv",
          "princess1234", "football2026",     "superman1234",     "changeme1234"}) {
        EXPECT_TRUE(weakness(password)) << password;
    }
    EXPECT_EQ(weakness("administrator"), Weakness::common);
    // Often used, and yet good in zxcvbn's eyes.
    for (const std::string_view password : {"1a2a3a4a5a6a", "z1x2c3v4b5n6", "123ewqasdcxz",
                                            "Weihnachtsbaum", "SONNENSCHEIN", "qwertasdfgzxcvb"}) {
        EXPECT_GE(password_score(password, {}), 3) << password;
        EXPECT_EQ(weakness(password), Weakness::common) << password;
    }
    EXPECT_EQ(weakness("weihnachtsbaum im sommer"), std::nullopt);
}

// The most used passwords of several published leaks, with the length rule out of the way.
TEST(PasswordStrength, PW07WhateverTheMinimumLength) {
    for (const std::string_view password :
         {"123456",  "password", "12345678",   "qwerty",   "123456789", "12345",    "1234",
          "111111",  "1234567",  "dragon",     "123123",   "baseball",  "abc123",   "football",
          "monkey",  "letmein",  "696969",     "shadow",   "master",    "666666",   "qwertyuiop",
          "123321",  "mustang",  "1234567890", "michael",  "654321",    "superman", "1qaz2wsx",
          "7777777", "121212",   "000000",     "qazwsx",   "123qwe",    "killer",   "trustno1",
          "jordan",  "jennifer", "zxcvbnm",    "asdfgh",   "hunter",    "buster",   "soccer",
          "harley",  "batman",   "andrew",     "tigger",   "sunshine",  "iloveyou", "2000",
          "charlie", "robert",   "thomas",     "hockey",   "ranger",    "daniel",   "starwars",
          "klaster", "112233",   "george",     "computer", "michelle",  "jessica",  "pepper",
          "1111",    "zxcvbn",   "555555",     "11111111", "131313",    "freedom",  "777777",
          "pass",    "maggie",   "159753",     "aaaaaa",   "ginger",    "princess", "joshua",
          "cheese",  "amanda",   "summer",     "love",     "ashley",    "nicole",   "chelsea",
          "biteme",  "matthew",  "access",     "yankees",  "987654321", "dallas",   "austin",
          "thunder", "taylor",   "matrix",     "welcome",  "p@ssw0rd",  "admin",    "passw0rd"}) {
        EXPECT_LT(password_score(password, {}), 2) << password;
        EXPECT_TRUE(weakness(password, 1)) << password;
    }
}

TEST(PasswordStrength, PW07TheProductsNameIsRefused) {
    for (const std::string_view password : {"gatehouse1234", "GateHouse2026", "gatehousegatehouse",
                                            "mygatehouse!", "G4tehouse1234"}) {
        EXPECT_TRUE(weakness(password)) << password;
    }
    EXPECT_EQ(weakness("GateHouse2026"), Weakness::contains_product);
    EXPECT_EQ(weakness("the old gatehouse by the river bend"), std::nullopt);
}

TEST(PasswordStrength, TheOwnersNameAndAddressAreRefusedInAnyCase) {
    EXPECT_EQ(weakness("xANNA.GREENqv7zkw2"), Weakness::contains_identity);
    EXPECT_EQ(weakness("9fk2 anna green zq81 pw"), Weakness::contains_identity);
    EXPECT_EQ(weakness("9fk2 bert brown zq81 pw"), std::nullopt);
    const PersonalWords short_name{.email = "li@example.org", .name = "Li"};
    EXPECT_EQ(find_weakness("a list of little things", short_name, {}), std::nullopt);
    const PersonalWords accents{.email = "x@example.org", .name = "ÉLOÏSE"};
    EXPECT_EQ(find_weakness("9fk2 éloïse zq81 pwhd", accents, {}), Weakness::contains_identity);
}

TEST(PasswordStrength, TakesBoundedTime) {
    for (const std::string& password : {std::string(256, 'a'), repeat("ab", 128),
                                        repeat("password", 32), repeat("1qaz2wsx", 32)}) {
        const auto begin = std::chrono::steady_clock::now();
        (void)weakness(password);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
    }
}

TEST(PasswordStrength, RefusesWhatIsNotUtf8) {
    EXPECT_THROW((void)weakness("\xff\xff\xff"), std::invalid_argument);
    EXPECT_EQ(code_points("\xff"), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::crypto
