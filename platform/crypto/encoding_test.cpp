#include "platform/crypto/encoding.hpp"

#include <array>
#include <set>

#include <gtest/gtest.h>

namespace gatehouse::crypto {
namespace {

TEST(Encoding, WritesTheVectorsOfRfc4648WithoutPadding) {
    EXPECT_EQ(base64url_encode(""), "");
    EXPECT_EQ(base64url_encode("f"), "Zg");
    EXPECT_EQ(base64url_encode("fo"), "Zm8");
    EXPECT_EQ(base64url_encode("foo"), "Zm9v");
    EXPECT_EQ(base64url_encode("foob"), "Zm9vYg");
    EXPECT_EQ(base64url_encode("fooba"), "Zm9vYmE");
    EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url_encode("\xfb\xff\xfe"), "-__-");
}

TEST(Encoding, ReadsWhatItWrites) {
    SystemRandom random;
    for (std::size_t size = 0; size < 100; ++size) {
        const std::string bytes = random_bytes(random, size);
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
        EXPECT_EQ(hex_decode(hex_encode(bytes)), bytes);
    }
}

TEST(Encoding, AcceptsOneTextForEachByteString) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int accepted = 0;
    for (const char last : kAlphabet) {
        accepted += base64url_decode(std::string("Z") + last) ? 1 : 0;
    }
    EXPECT_EQ(accepted, 4) << "of two characters only the upper two bits of the second count";
    for (const std::string_view text :
         {"Zg==", "Z", "Zm9vY", "Zm+v", "Zm/v", "Zm9v\n", " Zm9v", "Zh"}) {
        EXPECT_FALSE(base64url_decode(text)) << text;
    }
}

TEST(Encoding, RefusesWhatIsNotHexadecimal) {
    EXPECT_FALSE(hex_decode("abc"));
    EXPECT_FALSE(hex_decode("0g"));
    EXPECT_FALSE(hex_decode("0x"));
    EXPECT_EQ(hex_decode("fF00"), std::string("\xff\x00", 2));
}

// SE-01: at least 128 bits from the system's generator, evenly distributed.
TEST(Encoding, SE01RandomTokensAreUniqueAndEven) {
    SystemRandom random;
    constexpr int kTokens = 100'000;
    std::set<std::string> seen;
    std::array<int, 256> counts{};
    for (int i = 0; i < kTokens; ++i) {
        const std::string token = random_token(random, 16);
        const auto bytes = base64url_decode(token);
        ASSERT_TRUE(bytes && bytes->size() == 16);
        ++counts[static_cast<unsigned char>((*bytes)[0])];
        seen.insert(token);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kTokens));
    const double expected = kTokens / 256.0;
    double chi_square = 0;
    for (const int count : counts) {
        chi_square += (count - expected) * (count - expected) / expected;
    }
    // 255 degrees of freedom: outside of this once in some ten million runs.
    EXPECT_GT(chi_square, 150);
    EXPECT_LT(chi_square, 390);
}

}  // namespace
}  // namespace gatehouse::crypto
