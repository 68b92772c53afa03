#include "platform/crypto/digest.hpp"

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

std::string hex_of(const Digest& digest) {
    return hex_encode(bytes_of(digest));
}

TEST(Digest, Sha256OfTheVectorsOfFips180) {
    EXPECT_EQ(hex_of(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_of(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, HkdfOfTheVectorsOfRfc5869) {
    const std::string secret(22, '\x0b');
    const Secret first = hkdf_sha256(secret, hex_decode("000102030405060708090a0b0c").value(),
                                     hex_decode("f0f1f2f3f4f5f6f7f8f9").value(), 42);
    EXPECT_EQ(
        hex_encode(first.expose()),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    const Secret third = hkdf_sha256(secret, "", "", 42);
    EXPECT_EQ(
        hex_encode(third.expose()),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Mac, CodesOfTheVectorsOfRfc4231) {
    const Mac first(std::string(20, '\x0b'));
    EXPECT_EQ(hex_of(first.sign("Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    const Mac sixth(std::string(131, '\xaa'));
    EXPECT_EQ(hex_of(sixth.sign("Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Mac, PartsAreOneMessage) {
    const Mac mac(std::string(32, 'k'));
    EXPECT_EQ(mac.sign({"one", "", "two"}), mac.sign("onetwo"));
    EXPECT_EQ(mac.sign("onetwo"), mac.sign("onetwo")) << "the keyed state is not used up";
}

TEST(Mac, VerifiesWholeAndCutTags) {
    const Mac mac(std::string(32, 'k'));
    const Digest digest = mac.sign("message");
    const std::string_view tag = bytes_of(digest);
    EXPECT_TRUE(mac.verify("message", tag));
    EXPECT_TRUE(mac.verify("message", tag.substr(0, 16)));
    EXPECT_FALSE(mac.verify("message", tag.substr(0, 15)));
    EXPECT_FALSE(mac.verify("message", ""));
    EXPECT_FALSE(mac.verify("message", std::string(tag) + "x"));
    EXPECT_FALSE(mac.verify("massage", tag));
    for (std::size_t bit = 0; bit < 256; ++bit) {
        std::string wrong(tag);
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(mac.verify("message", wrong)) << bit;
    }
}

TEST(Mac, RefusesAShortKey) {
    EXPECT_THROW(Mac(std::string(15, 'k')), std::invalid_argument);
}

TEST(Mac, IsSharedBetweenThreads) {
    const Mac mac(std::string(32, 'k'));
    const Digest expected = mac.sign("message");
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 1000; ++round) {
                wrong += mac.sign("message") == expected ? 0 : 1;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST(RunningDigestTest, IsTheDigestOfAllPiecesSoFar) {
    RunningDigest digest;
    EXPECT_EQ(digest.value(), sha256(""));
    digest.add("ab");
    EXPECT_EQ(digest.value(), sha256("ab"));
    digest.add("");
    digest.add("c");
    EXPECT_EQ(hex_encode(bytes_of(digest.value())),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace gatehouse::crypto
