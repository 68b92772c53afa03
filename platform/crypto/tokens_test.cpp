#include "platform/crypto/tokens.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <openssl/x509.h>

#include "platform/crypto/openssl.hpp"
#include "platform/crypto/token_fixture_test.hpp"

namespace gatehouse::crypto {
namespace {

using std::chrono::seconds;
using enum TokenError;

class Tokens : public WithTokens {};

TEST_F(Tokens, CarryTheirClaimsThereAndBack) {
    const std::string token = signer_.sign(claims(), clock_.now());
    for (int round = 0; round < 2; ++round) {  // verified anew, then from the cache
        const auto result = verifier_.verify(token, clock_.now());
        ASSERT_TRUE(result) << text_of(result.error());
        EXPECT_EQ(**result, claims());
    }
}

TEST_F(Tokens, Es256VerifiesTheVectorOfRfc7515) {
    // RFC 7515 appendix A.3: key and signature; its s lies in the upper half, its mirror does not.
    const auto x = base64url_decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value();
    const auto y = base64url_decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").value();
    const std::string point = "\x04" + x + y;
    const auto prefix =
        hex_decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").value() + point;
    const unsigned char* der = unsigned_bytes(prefix);
    const std::shared_ptr<EVP_PKEY> read(
        d2i_PUBKEY(nullptr, &der, static_cast<long>(prefix.size())), EVP_PKEY_free);
    ASSERT_NE(read, nullptr);
    const Es256Pair key{read};
    const std::string text =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const std::string published = base64url_decode(
                                      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8I"
                                      "SlSApmWQxfKTUJqPP3-Kg6NU1Q")
                                      .value();
    EXPECT_FALSE(key.verify(text, published)) << "the upper of two valid forms";
    std::string mirrored = published.substr(0, 32);
    mirrored +=
        hex_decode("3af5f82b73c38f1b270ed250f7b5ab7f168169e7b4844dea647a4b3878bfd07c").value();
    EXPECT_TRUE(key.verify(text, mirrored));
}

TEST_F(Tokens, ThreadsShareAPair) {
    const auto keys = ring_->signing_keys().current();
    const Es256Pair& pair = *keys->active(clock_.now())->pair;
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&pair, &wrong, thread] {
            for (int round = 0; round < 50; ++round) {
                const std::string text = std::to_string(thread) + "." + std::to_string(round);
                const std::string signature = pair.sign(text);
                if (!pair.verify(text, signature) || pair.verify(text + "x", signature)) ++wrong;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST_F(Tokens, JW09EachBitOfTheSignatureCounts) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto dot = token.rfind('.');
    const std::string signature = base64url_decode(token.substr(dot + 1)).value();
    ASSERT_EQ(signature.size(), 64U);
    expect_good(token);
    for (std::size_t bit = 0; bit < 512; ++bit) {
        std::string wrong = signature;
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
        expect_error(token.substr(0, dot + 1) + base64url_encode(wrong), bad_signature);
    }
}

TEST_F(Tokens, JW09EachBitOfWhatIsSignedCounts) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto dot = token.rfind('.');
    for (std::size_t at = 0; at < dot; ++at) {
        std::string wrong = token;
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verifier_.verify(wrong, clock_.now())) << at;
    }
}

TEST_F(Tokens, JW09DegenerateAndForeignFormsOfTheSignature) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto dot = token.rfind('.');
    const std::string text = token.substr(0, dot);
    const std::string signature = base64url_decode(token.substr(dot + 1)).value();
    const std::string order =
        hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    const std::string zero(32, '\0');
    std::string one = zero;
    one.back() = 1;
    for (const std::string& wrong :
         {zero + zero, one + zero, zero + one, one + one, order + order, order + one, one + order,
          signature.substr(0, 32) + zero, zero + signature.substr(32), signature.substr(0, 63),
          signature + '\0', std::string(1, '\0') + signature, signature.substr(32),
          signature.substr(32) + signature.substr(0, 32), std::string(64, '\xff'), std::string()}) {
        expect_error(text + "." + base64url_encode(wrong), bad_signature);
    }
    // The same signature as DER, which is how OpenSSL itself writes it.
    std::string der;
    for (const std::string& half : {signature.substr(0, 32), signature.substr(32)}) {
        der += std::string("\x02\x21\x00", 3) + half;
    }
    der.insert(0, std::string("\x30") + static_cast<char>(der.size()));
    expect_error(text + "." + base64url_encode(der), bad_signature);
}

TEST_F(Tokens, JW09TheMirroredSignatureIsRefused) {
    // (r, n - s) is as valid as (r, s) to ECDSA: a second text of the token that nobody signed.
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto dot = token.rfind('.');
    std::string signature = base64url_decode(token.substr(dot + 1)).value();
    const std::string order =
        hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int value = static_cast<unsigned char>(order[i]) -
                          static_cast<unsigned char>(signature[32 + i]) - borrow;
        borrow = value < 0 ? 1 : 0;
        signature[32 + i] = static_cast<char>(value);
    }
    expect_error(token.substr(0, dot + 1) + base64url_encode(signature), bad_signature);
}

TEST_F(Tokens, JW09AnotherInstallationsKeyIsUnknown) {
    const TemporaryFolder elsewhere;
    const auto other = KeyRing::open(elsewhere.path() / "keys", clock_, random_);
    const AccessTokenSigner foreign(other->signing_keys());
    expect_error(foreign.sign(claims(), clock_.now()), unknown_key);
}

TEST_F(Tokens, JW10AtMost8KiB) {
    AccessClaims large = claims();
    large.scope = std::string(5'000, 's');
    const std::string fits = signer_.sign(large, clock_.now());
    ASSERT_LT(fits.size(), 8192U);
    expect_good(fits);
    large.scope = std::string(6'000, 's');
    const std::string exceeds = signer_.sign(large, clock_.now());
    ASSERT_GT(exceeds.size(), 8192U);
    expect_error(exceeds, malformed);
    expect_error(std::string(1'000'000, 'A'), malformed);
}

TEST_F(Tokens, JW11NoPersonalDataInTheClaims) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto first = token.find('.');
    const std::string payload =
        base64url_decode(token.substr(first + 1, token.rfind('.') - first - 1)).value();
    const std::int64_t now = unix_seconds(clock_.now());
    EXPECT_EQ(payload,
              R"({"iss":"https://id.example.org","sub":"01890a5d-ac96-774b-bcce-b302099a8057",)"
              R"("aud":"gatehouse","exp":)" +
                  std::to_string(now + 900) + R"(,"iat":)" + std::to_string(now) + R"(,"nbf":)" +
                  std::to_string(now) +
                  R"(,"jti":"01890a5d-ac96-774b-bcce-b302099a8059",)"
                  R"("sid":"01890a5d-ac96-774b-bcce-b302099a8058","scope":"account",)"
                  R"("roles":["user","admin"],"ver":7})");
}

TEST_F(Tokens, TheSignerRefusesWhatWouldNeedAnEscape) {
    for (const std::string_view text : {"a\"b", "a\\b", "a\nb", "\xc3\xa9"}) {
        AccessClaims wrong = claims();
        wrong.scope = text;
        EXPECT_THROW((void)signer_.sign(wrong, clock_.now()), std::invalid_argument);
        wrong = claims();
        wrong.roles = {std::string(text)};
        EXPECT_THROW((void)signer_.sign(wrong, clock_.now()), std::invalid_argument);
    }
    AccessClaims wrong = claims();
    wrong.roles = {"two words"};
    EXPECT_THROW((void)signer_.sign(wrong, clock_.now()), std::invalid_argument);
    wrong = claims();
    wrong.expires_at = -1;
    EXPECT_THROW((void)signer_.sign(wrong, clock_.now()), std::invalid_argument);
}

TEST_F(Tokens, KY02TokensOutliveTheRotationOfTheirKey) {
    SigningKeys& keys = ring_->signing_keys();
    ASSERT_TRUE(keys.rotate());
    for (int minute = 0; minute < 60; ++minute) {
        const std::string token = [&] {
            AccessClaims fresh = claims();
            fresh.issued_at = fresh.not_before = unix_seconds(clock_.now());
            fresh.expires_at = fresh.issued_at + 900;
            return signer_.sign(fresh, clock_.now());
        }();
        const Time issued = clock_.now();
        for (const int later : {0, 1, 300, 899}) {
            AccessTokenVerifier fresh = fresh_verifier();
            const auto result = fresh.verify(token, issued + seconds(later));
            EXPECT_TRUE(result) << minute << " " << later << " " << text_of(result.error());
        }
        clock_.advance(seconds(60));
    }
    EXPECT_EQ(keys.list().size(), 2U);
}

TEST_F(Tokens, KY03ARevokedKeysTokensAreRefusedAtOnceAlsoFromTheCache) {
    const std::string token = signer_.sign(claims(), clock_.now());
    expect_good(token);
    expect_good(token);
    ASSERT_TRUE(ring_->signing_keys().revoke(kid()));
    expect_error(token, unknown_key);
    expect_good(signer_.sign(claims(), clock_.now()));
}

TEST_F(Tokens, SE03AnExpiredTokenIsRecognisedAndHoldsNoMore) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const AccessClaims issued = claims();
    const auto recognised = [&](std::string_view text) {
        return verifier_.recognise(text, clock_.now());
    };
    ASSERT_TRUE(recognised(token));
    clock_.advance(seconds(900));
    expect_error(token, expired);
    ASSERT_TRUE(recognised(token));
    EXPECT_EQ(*recognised(token), issued);
    expect_error(token, expired);

    // Its key may have retired, as long as it was not revoked.
    const std::string signer = kid();
    ASSERT_TRUE(ring_->signing_keys().rotate());
    clock_.advance(seconds(4 * 3600));
    expect_error(token, unknown_key);
    ASSERT_TRUE(recognised(token));
    ASSERT_TRUE(ring_->signing_keys().revoke(signer));
    EXPECT_EQ(recognised(token).error(), unknown_key);
}

TEST_F(Tokens, JW09OnlyWhatOneOfOurKeysSignedIsRecognised) {
    const std::string token = signer_.sign(claims(), clock_.now());
    const auto error_of = [&](std::string_view text) {
        return verifier_.recognise(text, clock_.now()).error();
    };
    std::string forged = token;
    forged[token.size() - 10] = forged[token.size() - 10] == 'A' ? 'B' : 'A';
    EXPECT_EQ(error_of(forged), bad_signature);
    EXPECT_EQ(error_of("x.y.z"), malformed);
    EXPECT_EQ(error_of(""), malformed);
    EXPECT_EQ(error_of(std::string(8193, 'a')), malformed);
    EXPECT_EQ(error_of(forge(header(), payload_with("gatehouse", "elsewhere"))), wrong_claims);
    AccessClaims early = claims();
    early.not_before += 60;
    EXPECT_EQ(error_of(signer_.sign(early, clock_.now())), not_yet_valid);
}

TEST_F(Tokens, TheCacheIsBoundedAndForgetsTheOldest) {
    AccessTokenVerifier small = fresh_verifier(4);
    std::vector<std::string> tokens;
    for (int i = 0; i < 16; ++i) {
        AccessClaims each = claims();
        each.version = i;
        tokens.push_back(signer_.sign(each, clock_.now()));
    }
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 16; ++i) {
            const auto result = small.verify(tokens[static_cast<std::size_t>(i)], clock_.now());
            ASSERT_TRUE(result);
            EXPECT_EQ((*result)->version, i);
        }
    }
}

TEST_F(Tokens, TheLeewayHasABound) {
    EXPECT_THROW(AccessTokenVerifier(ring_->signing_keys(),
                                     {.issuer = "i", .audience = "a", .leeway = Seconds{31}}),
                 std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::crypto
