#include "services/auth-service/tokens/refresh_token.hpp"

#include <string>

#include <gtest/gtest.h>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/testing/seeded_random.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::string_view kInnerKey = "inner inner inner inner inner 32";
constexpr std::string_view kOuterKey = "outer outer outer outer outer 32";
constexpr std::string_view kSalt = "AAAAAAAAAAAAAAAAAAAAAA";
const SessionId kSession{*Uuid::parse("0197c000-0000-7000-8000-0000000000aa")};

RefreshTokens make_tokens() {
    return {crypto::Mac{kInnerKey}, crypto::Mac{kOuterKey}};
}

TEST(RefreshTokens, ReadsWhatItMade) {
    const RefreshTokens tokens = make_tokens();
    const std::string text = tokens.make(kSession, 0x01020304, kSalt);
    EXPECT_EQ(text, tokens.make(kSession, 0x01020304, kSalt));
    const auto opened = tokens.open(text);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->session, kSession);
    EXPECT_EQ(opened->generation, 0x01020304U);
    EXPECT_TRUE(tokens.genuine(*opened, kSalt));
    EXPECT_FALSE(tokens.genuine(*opened, "BBBBBBBBBBBBBBBBBBBBBB"));
}

TEST(RefreshTokens, SE01_EveryPartChangesTheToken) {
    const RefreshTokens tokens = make_tokens();
    const SessionId other{*Uuid::parse("0197c000-0000-7000-8000-0000000000ab")};
    const std::string text = tokens.make(kSession, 1, kSalt);
    EXPECT_NE(text, tokens.make(other, 1, kSalt));
    EXPECT_NE(text, tokens.make(kSession, 2, kSalt));
    EXPECT_NE(text, tokens.make(kSession, 1, "AAAAAAAAAAAAAAAAAAAAAB"));
}

TEST(RefreshTokens, RT09_EveryChangedBitIsRefused) {
    const RefreshTokens tokens = make_tokens();
    const std::string bytes = crypto::base64url_decode(tokens.make(kSession, 7, kSalt)).value();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(tokens.open(crypto::base64url_encode(changed))) << bit;
    }
}

TEST(RefreshTokens, RT09_OtherTextsAreRefused) {
    const RefreshTokens tokens = make_tokens();
    const std::string text = tokens.make(kSession, 7, kSalt);
    EXPECT_FALSE(tokens.open(""));
    EXPECT_FALSE(tokens.open(text + "="));
    EXPECT_FALSE(tokens.open(text.substr(1)));
    EXPECT_FALSE(tokens.open("+" + text.substr(1)));
    EXPECT_FALSE(RefreshTokens(crypto::Mac{kInnerKey}, crypto::Mac{kInnerKey}).open(text));
}

TEST(RefreshTokens, KY04_TheKeysAreNotExchangeable) {
    const RefreshTokens swapped{crypto::Mac{kOuterKey}, crypto::Mac{kInnerKey}};
    EXPECT_FALSE(make_tokens().open(swapped.make(kSession, 7, kSalt)));
}

TEST(RefreshTokens, GenerationsOutOfRangeThrow) {
    const RefreshTokens tokens = make_tokens();
    EXPECT_THROW((void)tokens.make(kSession, -1, kSalt), std::out_of_range);
    EXPECT_THROW((void)tokens.make(kSession, std::int64_t{1} << 32, kSalt), std::out_of_range);
}

}  // namespace
}  // namespace gatehouse::auth
