#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/fixture_test.hpp"
#include "platform/crypto/password_hash.hpp"

namespace gatehouse::crypto {
namespace {

struct Vector {
    std::string_view origin;
    std::string_view password;
    std::string_view text;
};

// Each as its origin publishes it; those of the RFCs are put into the text form of the field.
constexpr Vector kVectors[] = {
    {"argon2 test.c", "password",
     "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
    {"argon2 test.c", "password",
     "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
    {"argon2 test.c", "password",
     "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
    {"argon2 test.c, without a version", "password",
     "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"},
    {"passlib", "password",
     "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"},
    {"RFC 7914, 12", "pleaseletmein",
     "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/"
     "2o+7qQT44+qbVD9lRdofLVQylVYT8P"
     "z2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"},
    {"RFC 7914, 12", "password",
     "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/"
     "xCSedmDDa"
     "xyevuUqD7m2DYMvfoswGQA"},
    {"passlib", "password",
     "$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44"},
    {"RFC 7914, 11", "Password",
     "$pbkdf2-sha256$i=80000,l=64$TmFDbA$TdzY9guYviGDDO5e8icB+"
     "WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtR"
     "ybMXaicr3ruh0HhHj2Kzl/M8jQ"},
    {"PBKDF2-HMAC-SHA-512 by RFC 6070's inputs", "password",
     "$pbkdf2-sha512$1$c2FsdA$hn9wzxreAs/zdSWZo6U9xK80x6ZpgVrl1RNVThyM8lLALUcKKFoFAbrZmb/"
     "pQ8CPBQI119aL"
     "HaVeY/c7YKV/zg"},
    {"a passlib hash with its dots", "test-password",
     "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$Miy.SnBodN4bdKyaapBEGjmNCyo6NwNId458/vQo0k5olol/"
     "vm.n"
     "AA7yH0.wyiZUvXIyhdJyWMUeHIAmW5wDoQ"},
    {"Django's tests", "l\xc3\xa8tmein",
     "pbkdf2_sha256$20000$seasalt$oBSd886ysm3AqYun62DOdin8YcfbU1z9cksZSuLP9r0="},
    {"SHA-crypt.txt", "Hello world!",
     "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/"
     "O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS"
     "35inz1"},
    {"SHA-crypt.txt", "Hello world!",
     "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
     "UrjmM0Dp8vOuZeHB"
     "y/YTBmSK6H9qs/y3RnOaw5v."},
    {"crypt_blowfish", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"crypt_blowfish, tagged as PHP does", "U*U",
     "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"Ory Kratos, Firebase", "8x4WjoDbSxJZdR",
     "$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$"
     "xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx"
     "7v42Gv2SfzPQu1oxM2/"
     "k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENO"
     "kbh3dzwaCdizzOspwr/FITUVlnOAwPKyw=="},
};

// The example of Firebase's own scrypt program.
constexpr std::string_view kSignerKey =
    "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
constexpr std::string_view kFirebase =
    "$firescrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/"
    "qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

class AdoptedHash : public WithKeys {
protected:
    /// The code with which `text` is refused; empty when it is not.
    [[nodiscard]] std::string refusal(std::string_view text, std::string_view print = {}) const {
        const auto adopted = hasher_.adopt(text, print, nullptr);
        return adopted ? std::string{} : std::string{adopted.error().code};
    }

    std::unique_ptr<KeyRing> ring_ = open();
    PasswordHasher hasher_{*ring_, random_, {.bcrypt_cost = 4}};
};

TEST_F(AdoptedHash, PublishedVectorsOfEachFormatAreChecked) {
    for (const auto& [origin, password, text] : kVectors) {
        SCOPED_TRACE(text);
        const auto stored = hasher_.adopt(text, {}, nullptr);
        ASSERT_TRUE(stored) << origin << ": " << stored.error().detail;
        EXPECT_TRUE(hasher_.verify(password, *stored)) << origin;
        EXPECT_FALSE(hasher_.verify(std::string{password} + "x", *stored)) << origin;
        EXPECT_FALSE(hasher_.verify("", *stored)) << origin;
        EXPECT_TRUE(hasher_.needs_rehash(*stored));
        EXPECT_FALSE(PasswordHasher::is_own(*stored));
    }
}

TEST_F(AdoptedHash, OneFlippedCharacterOfTheHashFitsNothing) {
    for (const auto& [origin, password, text] : kVectors) {
        if (FirebaseHash::recognizes(text)) continue;
        std::string changed{text};
        char& last = changed[changed.size() - (changed.ends_with('=') ? 4 : 3)];
        last = last == 'A' ? 'B' : 'A';
        EXPECT_FALSE(hasher_.verify(password, changed)) << changed;
    }
}

TEST_F(AdoptedHash, FirebaseHashesNeedTheirProject) {
    EXPECT_EQ(refusal(kFirebase), "firebase_project_missing");
    const auto project = FirebaseProject::make(kSignerKey, "Bw==", 8, 14, hasher_.project_seal());
    ASSERT_TRUE(project);
    const auto stored = hasher_.adopt(kFirebase, {}, &*project);
    ASSERT_TRUE(stored) << stored.error().detail;
    EXPECT_TRUE(hasher_.verify("user1password", *stored));
    EXPECT_FALSE(hasher_.verify("user2password", *stored));

    const auto again = hasher_.adopt(*stored, {}, nullptr);
    ASSERT_TRUE(again) << "what an export holds";
    EXPECT_EQ(*again, *stored);

    const auto other_project =
        FirebaseProject::make(kSignerKey, "Bw==", 8, 14, hasher_.project_seal());
    const auto sealed_again = hasher_.adopt(kFirebase, {}, &*other_project);
    EXPECT_NE(*sealed_again, *stored) << "another nonce";
    EXPECT_TRUE(PasswordHasher::same(*sealed_again, *stored));
    EXPECT_FALSE(PasswordHasher::same(*sealed_again, "$2b$"));
}

TEST_F(AdoptedHash, ASignerKeyIsNeverReadableBesideItsHashes) {
    for (const std::string_view text : {kFirebase, kVectors[std::size(kVectors) - 1].text}) {
        const auto project =
            FirebaseProject::make(kSignerKey, "Bw==", 8, 14, hasher_.project_seal());
        const auto stored = hasher_.adopt(text, {}, &*project);
        ASSERT_TRUE(stored);
        EXPECT_FALSE(stored->contains(kSignerKey.substr(0, 20)));
        EXPECT_FALSE(stored->contains("YE0dO4bwD4JnJafh6lZZ"));

        const TemporaryFolder elsewhere;
        const auto other = KeyRing::open(elsewhere.path() / "keys", clock_, random_);
        const PasswordHasher stranger(*other, random_, {.bcrypt_cost = 4});
        EXPECT_FALSE(stranger.verify("user1password", *stored));
        EXPECT_EQ(stranger.adopt(*stored, {}, nullptr).error().code, "other_keys");
    }
}

TEST_F(AdoptedHash, HashesOfThisSystemNeedTheirPepper) {
    const std::string own = hasher_.hash("password");
    const std::string print = hasher_.pepper_print(own);
    EXPECT_EQ(print.size(), 16U);
    EXPECT_EQ(hasher_.adopt(own, print, nullptr).value(), own);
    EXPECT_EQ(refusal(own), "other_keys") << "without a print nothing tells which pepper it was";
    EXPECT_EQ(refusal(own, "0123456789abcdef"), "other_keys");
    EXPECT_EQ(refusal("$gh1$7" + own.substr(6), print), "other_keys");
    EXPECT_EQ(refusal("$gh1$1$6$salt$x", print), "malformed_hash");
    EXPECT_TRUE(PasswordHasher::is_own(own));

    const TemporaryFolder elsewhere;
    const auto other = KeyRing::open(elsewhere.path() / "keys", clock_, random_);
    const PasswordHasher stranger(*other, random_, {.bcrypt_cost = 4});
    EXPECT_NE(stranger.pepper_print(own), print) << "the id is the same, the pepper is not";
    EXPECT_EQ(stranger.adopt(own, print, nullptr).error().code, "other_keys");
}

constexpr std::string_view kSalt = "c29tZXNhbHQ";
constexpr std::string_view kHash = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

std::string with_parts(std::string front) {
    return front.append(kSalt).append("$").append(kHash);
}

TEST_F(AdoptedHash, CostsAreBounded) {
    std::vector<std::string> costly{
        "$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$6$rounds=1000001$" + std::string(kVectors[12].text.substr(3)),
        "$6$rounds=999999999$" + std::string(kVectors[12].text.substr(3)),
        with_parts("pbkdf2_sha256$3000001$"),
        with_parts("$pbkdf2-sha512$4294967295$"),
        "$pbkdf2-sha256$29000$c29tZXNhbHQ$" + std::string(341, 'A')};
    for (const std::string_view front :
         {"$argon2id$v=19$m=262145,t=1,p=1$", "$argon2id$v=19$m=262144,t=5,p=1$",
          "$argon2i$v=19$m=4294967295,t=1,p=1$", "$argon2id$v=19$m=64,t=17,p=1$",
          "$argon2id$v=19$m=128,t=1,p=9$", "$scrypt$ln=18,r=8,p=1$", "$scrypt$ln=31,r=8,p=1$",
          "$scrypt$ln=63,r=8,p=1$", "$scrypt$ln=1,r=4294967295,p=1$", "$scrypt$ln=14,r=1024,p=1$",
          "$scrypt$ln=14,r=8,p=17$", "$scrypt$ln=1,r=1,p=4294967295$"}) {
        costly.push_back(with_parts(std::string{front}));
    }
    costly[6] = "$pbkdf2-sha256$400000$c29tZXNhbHQ$" + std::string(340, 'A');
    for (const std::string& text : costly) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(refusal(text), "too_costly") << text;
        EXPECT_FALSE(hasher_.verify("password", text)) << "also when it is in the database";
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500)) << text;
    }
}

TEST_F(AdoptedHash, TheDearestThatAreTakenCostSeconds) {
    const std::string sha512 = "$6$rounds=1000000$" + std::string(kVectors[12].text.substr(3));
    for (const std::string& text :
         {with_parts("$argon2id$v=19$m=262144,t=4,p=1$"), with_parts("$scrypt$ln=17,r=8,p=1$"),
          with_parts("$scrypt$ln=14,r=8,p=16$"), with_parts("$pbkdf2-sha256$3000000$"), sha512}) {
        EXPECT_EQ(refusal(text), "");
        const std::clock_t begin = std::clock();
        EXPECT_FALSE(hasher_.verify("password", text));
        EXPECT_LT(std::clock() - begin, 15 * CLOCKS_PER_SEC) << text;
    }
}

TEST_F(AdoptedHash, WhatIsNoHashIsRefused) {
    for (const std::string_view text :
         {"", "password", "!", "*", "$", "$$$$", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "{SSHA}abc",
          "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
          "5f4dcc3b5aa765d61d8327deb882cf99", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY"}) {
        EXPECT_EQ(refusal(text), "unknown_format") << text;
    }
    for (const std::string_view text :
         {"$2b$05$",
          "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
          "$2b$x5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
          "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe!",
          "$6$salt",
          "$6$$",
          "$6$rounds=5000",
          "$argon2id$",
          "$argon2id$v=19$m=64,t=1$c29tZXNhbHQ$abc",
          "$argon2id$v=18$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=7,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=064,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR",
          "$scrypt$",
          "$scrypt$$$",
          "$scrypt$ln=0,r=8,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$pbkdf2-sha256$",
          "$pbkdf2-sha256$0$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$pbkdf2-sha256$-1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$pbkdf2-sha256$1$c2FsdA$AAAA",
          "pbkdf2_sha256$1$$AAAAAAAAAAAAAAAAAAAAAAAA",
          "$pbkdf2-sha256$i=1,l=31$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$firescrypt$",
          "$firescrypt$a$b$c",
          "$gh1$1",
          "$gh1",
          "$pbkdf2-sha",
          "pbkdf2_sha",
          "$argon2",
          "$6$",
          "$2b$",
          "$",
          "sp ace",
          "caf\xc3\xa9"}) {
        EXPECT_NE(refusal(text), "") << text;
        EXPECT_FALSE(hasher_.verify("", text)) << text;
        EXPECT_FALSE(hasher_.verify("password", text)) << text;
    }
    EXPECT_EQ(refusal(std::string(3000, 'a')), "malformed_hash");
    EXPECT_EQ(refusal("$pbkdf2-sha1$1$c2FsdA$nf65EOgLrQMR"), "unknown_format");
}

TEST_F(AdoptedHash, AFirebaseProjectIsChecked) {
    const Seal& seal = hasher_.project_seal();
    EXPECT_EQ(FirebaseProject::make("!", "Bw==", 8, 14, seal).error().code, "malformed_hash");
    EXPECT_EQ(FirebaseProject::make("", "Bw==", 8, 14, seal).error().code, "malformed_hash");
    EXPECT_EQ(FirebaseProject::make(kSignerKey, "?", 8, 14, seal).error().code, "malformed_hash");
    EXPECT_EQ(FirebaseProject::make(kSignerKey, "Bw==", 0, 14, seal).error().code,
              "malformed_hash");
    EXPECT_EQ(FirebaseProject::make(kSignerKey, "Bw==", 8, 31, seal).error().code, "too_costly");
    const auto project = FirebaseProject::make(kSignerKey, "Bw==", 8, 14, seal);
    EXPECT_EQ(hasher_.adopt("$firescrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6", {}, &*project)
                  .error()
                  .code,
              "malformed_hash")
        << "shorter than the signer key: fewer bytes to guess";
}

}  // namespace
}  // namespace gatehouse::crypto
