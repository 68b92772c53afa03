#include "platform/crypto/seal.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

class SealTest : public ::testing::Test {
protected:
    SystemRandom random;
    Seal seal{Secret{std::string_view("0123456789abcdef0123456789abcdef")}, random};
};

TEST_F(SealTest, opens_what_it_sealed) {
    for (const std::string text : {"", "x", "a letter to Ada", "with\0zero"}) {
        EXPECT_EQ(seal.open(seal.seal(text, "mail"), "mail"), text);
    }
}

TEST_F(SealTest, two_seals_of_one_text_differ_and_show_nothing_of_it) {
    const std::string one = seal.seal("ada@example.com", "mail");
    EXPECT_NE(one, seal.seal("ada@example.com", "mail"));
    EXPECT_EQ(base64url_decode(one)->find("ada"), std::string::npos);
}

TEST_F(SealTest, refuses_every_changed_bit_and_every_shorter_text) {
    const std::string raw = *base64url_decode(seal.seal("ada@example.com", "mail"));
    for (std::size_t bit = 0; bit < raw.size() * 8; ++bit) {
        std::string changed = raw;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(seal.open(base64url_encode(changed), "mail")) << bit;
    }
    for (std::size_t size = 0; size < raw.size(); ++size) {
        EXPECT_FALSE(seal.open(base64url_encode(raw.substr(0, size)), "mail")) << size;
    }
}

TEST_F(SealTest, KY04_another_key_or_purpose_opens_nothing) {
    const Seal other{Secret{std::string_view("another key of thirty-two bytes!")}, random};
    EXPECT_FALSE(other.open(seal.seal("x", "mail"), "mail"));
    EXPECT_FALSE(seal.open(seal.seal("x", "mail"), "code"));
}

TEST_F(SealTest, wants_a_key_of_32_bytes) {
    EXPECT_THROW(Seal(Secret{std::string_view("short")}, random), std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::crypto
