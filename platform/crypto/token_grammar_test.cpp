#include <openssl/pem.h>

#include "platform/crypto/openssl.hpp"
#include "platform/crypto/token_fixture_test.hpp"
#include "platform/crypto/tokens.hpp"

namespace gatehouse::crypto {
namespace {

using std::chrono::seconds;
using enum TokenError;

class TokenGrammar : public WithTokens {};

TEST_F(TokenGrammar, JW01NoSignatureIsNoToken) {
    const std::string payload = write_claims(claims());
    for (const std::string_view alg : {"none", "None", "nOnE", "NONE", ""}) {
        const std::string evil =
            R"({"alg":")" + std::string(alg) + R"(","typ":"at+jwt","kid":")" + kid() + R"("})";
        expect_error(forge(evil, payload), malformed);
        expect_error(base64url_encode(evil) + "." + base64url_encode(payload) + ".", malformed);
        expect_error(base64url_encode(evil) + "." + base64url_encode(payload), malformed);
    }
    expect_error(base64url_encode(header()) + "." + base64url_encode(payload) + ".", bad_signature);
}

TEST_F(TokenGrammar, JW02TheAlgorithmIsTheKeysNotTheHeaders) {
    const auto keys = ring_->signing_keys().current();
    const SigningKey& key = *keys->active(clock_.now());
    const BioPtr out{BIO_new(BIO_s_mem())};
    ASSERT_EQ(PEM_write_bio_PUBKEY(out.get(), key.pair->get()), 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    const std::string pem(data, static_cast<std::size_t>(size));
    const std::string payload = write_claims(claims());
    for (const std::string_view alg :
         {"HS256", "HS384", "RS256", "PS256", "ES384", "ES256K", "es256"}) {
        const std::string evil =
            R"({"alg":")" + std::string(alg) + R"(","typ":"at+jwt","kid":")" + kid() + R"("})";
        const std::string text = base64url_encode(evil) + "." + base64url_encode(payload);
        for (const std::string& secret : {pem, key.public_jwk, keys->jwks(clock_.now()),
                                          kid() + "padding", std::string(32, '\0')}) {
            const Digest code = Mac(secret).sign(text);
            expect_error(text + "." + base64url_encode(bytes_of(code)), malformed);
        }
        expect_error(forge(evil, payload), malformed);
    }
    // The right header over a MAC: refused by its length and by its value.
    const std::string text = base64url_encode(header()) + "." + base64url_encode(payload);
    const std::string code(bytes_of(Mac(pem).sign(text)));
    expect_error(text + "." + base64url_encode(code), bad_signature);
    expect_error(text + "." + base64url_encode(code + code), bad_signature);
}

TEST_F(TokenGrammar, JW03TheKidIsAnExactNameOfAKnownKey) {
    const std::string payload = write_claims(claims());
    const auto with_kid = [&](std::string_view value) {
        return forge(R"({"alg":"ES256","typ":"at+jwt","kid":)" + std::string(value) + "}", payload);
    };
    expect_error(with_kid(R"("../../dev/null")"), unknown_key);
    expect_error(with_kid(R"("' OR 1=1 --")"), unknown_key);
    expect_error(with_kid('"' + std::string(24, 'a') + '"'), unknown_key);
    expect_error(with_kid('"' + kid().substr(0, 23) + '"'), unknown_key);
    expect_error(with_kid('"' + kid() + "0\""), unknown_key);
    expect_error(with_kid('"' + std::string(10'000, 'a') + '"'), malformed);
    expect_error(with_kid("null"), malformed);
    expect_error(with_kid("[\"" + kid() + "\"]"), malformed);
    expect_error(with_kid("1"), malformed);
    expect_error(with_kid("\"\""), malformed);
    expect_error(forge(R"({"alg":"ES256","typ":"at+jwt"})", payload), malformed);
}

TEST_F(TokenGrammar, JW04HeadersThatBringKeysAreRefused) {
    for (const std::string_view extra :
         {R"("jku":"http://127.0.0.1:1/jwks")", R"("x5u":"http://127.0.0.1:1/c")",
          R"("x5c":["MII"])", R"("jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"})",
          R"("cty":"JWT")"}) {
        std::string evil = header();
        evil.insert(1, std::string(extra) + ",");
        expect_error(forge(evil, write_claims(claims())), malformed);
    }
}

TEST_F(TokenGrammar, JW05ExpiryIsRequiredWholeAndInTheFuture) {
    const std::string exp = "\"exp\":" + std::to_string(claims().expires_at);
    for (const std::string_view value :
         {"\"9999999999\"", "1e400", "1e10", "-1", "9999999999.5", "9999999999.0", "true", "null",
          "[]", "{}", "09999999999", "99999999999999999999", "+9999999999", ""}) {
        expect_error(forge(header(), payload_with(exp, "\"exp\":" + std::string(value))),
                     malformed);
    }
    expect_error(forge(header(), payload_with("," + exp, "")), malformed);
    expect_error(forge(header(), payload_with(exp, "\"exp\":1")), wrong_claims);
    expect_good(forge(header(), payload_with(exp, "\"exp\":9999999999")));

    const std::string token = signer_.sign(claims(), clock_.now());
    expect_good(token);
    clock_.advance(seconds(899));
    expect_good(token);
    clock_.advance(seconds(1));
    expect_error(token, expired);
    expect_error(token, expired);
    AccessTokenVerifier fresh = fresh_verifier();
    EXPECT_EQ(fresh.verify(token, clock_.now()).error(), expired);
}

TEST_F(TokenGrammar, JW06OtherClaimsAreExactAndTyped) {
    const std::string now = std::to_string(claims().not_before);
    const auto later = [&](int by) { return std::to_string(claims().not_before + by); };
    expect_good(forge(header(), payload_with("\"nbf\":" + now, "\"nbf\":" + later(30))));
    expect_error(forge(header(), payload_with("\"nbf\":" + now, "\"nbf\":" + later(31))),
                 not_yet_valid);
    expect_error(forge(header(), payload_with("\"iat\":" + now, "\"iat\":" + later(31))),
                 not_yet_valid);
    const std::string iss = R"("iss":"https://id.example.org")";
    for (const std::string_view other :
         {"https://id.example.org/", "http://id.example.org", "https://ID.example.org",
          "https://id.example.org ", "https://id.example.com", ""}) {
        expect_error(forge(header(), payload_with(iss, R"("iss":")" + std::string(other) + '"')),
                     wrong_claims);
    }
    const std::string aud = R"("aud":"gatehouse")";
    for (const std::string_view other : {"file-service", "gatehouse2", "Gatehouse", ""}) {
        expect_error(forge(header(), payload_with(aud, R"("aud":")" + std::string(other) + '"')),
                     wrong_claims);
    }
    for (const std::string_view other :
         {R"("aud":["file-service"])", R"("aud":["gatehouse"])", R"("aud":null)", R"("aud":1)"}) {
        expect_error(forge(header(), payload_with(aud, other)), malformed);
    }
    expect_error(forge(header(), payload_with(aud + ",", "")), malformed);
    const std::string sub = R"("sub":"01890a5d-ac96-774b-bcce-b302099a8057")";
    for (const std::string_view other : {R"("sub":1)", R"("sub":null)", R"("sub":"")",
                                         R"("sub":"01890A5D-AC96-774B-BCCE-B302099A8057")",
                                         R"("sub":"01890a5d-ac96-774b-bcce-b302099a805")"}) {
        expect_error(forge(header(), payload_with(sub, other)), malformed);
    }
    for (const std::string_view roles :
         {R"("roles":"admin")", R"("roles":[1])", R"("roles":["a",])", R"("roles":[["a"]])"}) {
        expect_error(forge(header(), payload_with(R"("roles":["user","admin"])", roles)),
                     malformed);
    }
    expect_error(forge(header(), payload_with("\"ver\":7", "\"ver\":-7")), malformed);
}

TEST_F(TokenGrammar, JW07TheTypeIsExactAndCriticalHeadersAreRefused) {
    const std::string payload = write_claims(claims());
    for (const std::string_view typ : {"JWT", "jwt", "AT+JWT", "application/at+jwt", "at+jwt ",
                                       "id+jwt", "verify+jwt", "reset+jwt"}) {
        expect_error(
            forge(R"({"alg":"ES256","typ":")" + std::string(typ) + R"(","kid":")" + kid() + R"("})",
                  payload),
            malformed);
    }
    expect_error(forge(R"({"alg":"ES256","kid":")" + kid() + R"("})", payload), malformed);
    for (const std::string_view extra :
         {R"("crit":["exp"])", R"("crit":[])", R"("b64":false,"crit":["b64"])", R"("b64":true)"}) {
        std::string evil = header();
        evil.insert(1, std::string(extra) + ",");
        expect_error(forge(evil, payload), malformed);
    }
    expect_good(forge(R"({"kid":")" + kid() + R"(","typ":"at+jwt","alg":"ES256"})", payload));
}

TEST_F(TokenGrammar, JW08OneEncodingOnly) {
    const std::string payload = write_claims(claims());
    const std::string h = base64url_encode(header());
    const std::string p = base64url_encode(payload);
    const std::string token = signer_.sign(claims(), clock_.now());
    for (const auto& text : {h + "=." + p, h + "." + p + "=", h + "." + p + "==", " " + h + "." + p,
                             h + "\n." + p, h + ". " + p, h + "." + p + "A"}) {
        expect_error(sign_text(text), malformed);
    }
    for (const auto& text : {token + "=", token + "==", token + " ", token + "\n", " " + token,
                             token + ".", "." + token, token + ".x.y", h, std::string("..."),
                             std::string("."), std::string(), std::string("\0", 1) + token}) {
        expect_error(text, malformed);
    }
    // Of the last character of 86 only four bits count: three other characters decode alike.
    for (std::size_t bit = 0; bit < 4; ++bit) {
        constexpr std::string_view kAlphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        std::string other = token;
        other.back() = kAlphabet[kAlphabet.find(token.back()) ^ bit];
        if (other == token) {
            expect_good(other);
        } else {
            expect_error(other, malformed);
        }
    }
    const std::string exp = "\"exp\":" + std::to_string(claims().expires_at);
    for (const std::string& text :
         {payload_with(exp, exp + ",\"exp\":9999999999"), payload_with(exp, exp + "," + exp),
          payload_with(exp, "\"e\\u0078p\":9999999999"), "\xef\xbb\xbf" + payload, payload + " ",
          payload + "{}", payload.substr(0, payload.size() - 1), payload_with(":", ": "),
          payload_with("{", "{\"admin\":true,"), payload_with("account", "acc\\u006funt"),
          payload_with("account", "acc\xc3\xb6unt"),
          payload_with("account", std::string("a\0b", 3)), std::string("{}"), std::string("[]"),
          std::string("null"), std::string()}) {
        expect_error(forge(header(), text), malformed);
    }
    for (const std::string& text :
         {R"({"alg":"none",)" + header().substr(1),
          header().substr(0, header().size() - 1) + R"(,"alg":"ES256"})", header() + "\n",
          "\xef\xbb\xbf" + header(), std::string("{}")}) {
        expect_error(forge(text, payload), malformed);
    }
}

}  // namespace
}  // namespace gatehouse::crypto
