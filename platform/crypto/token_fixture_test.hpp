#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/claims.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/fixture_test.hpp"
#include "platform/crypto/tokens.hpp"

namespace gatehouse::crypto {

/// A key ring, the claims of a good token, and the means to sign whatever a test wants.
class WithTokens : public WithKeys {
protected:
    WithTokens() : ring_(open()), signer_(ring_->signing_keys()), verifier_(fresh_verifier()) {}

    [[nodiscard]] AccessTokenVerifier fresh_verifier(std::size_t cached_tokens = 1024) const {
        return {ring_->signing_keys(),
                {.issuer = "https://id.example.org",
                 .audience = "gatehouse",
                 .leeway = Seconds{30},
                 .cached_tokens = cached_tokens}};
    }

    [[nodiscard]] AccessClaims claims() const {
        const std::int64_t now = unix_seconds(clock_.now());
        return {.issuer = "https://id.example.org",
                .audience = "gatehouse",
                .subject = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057"),
                .session = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8058"),
                .token_id = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8059"),
                .issued_at = now,
                .not_before = now,
                .expires_at = now + 900,
                .scope = "account",
                .roles = {"user", "admin"},
                .version = 7};
    }

    /// Signs header and payload as they stand with the active key.
    [[nodiscard]] std::string forge(std::string_view header, std::string_view payload) const {
        return sign_text(base64url_encode(header) + "." + base64url_encode(payload));
    }
    [[nodiscard]] std::string sign_text(std::string text) const {
        const auto keys = ring_->signing_keys().current();
        const std::string signature = keys->active(clock_.now())->pair->sign(text);
        return text + "." + base64url_encode(signature);
    }
    [[nodiscard]] std::string kid() const { return ring_->signing_keys().list().back().kid; }
    [[nodiscard]] std::string header() const {
        return R"({"alg":"ES256","typ":"at+jwt","kid":")" + kid() + R"("})";
    }
    /// The good payload with one text replaced, which must occur.
    [[nodiscard]] std::string payload_with(std::string_view what, std::string_view by) const {
        std::string payload = write_claims(claims());
        const auto at = payload.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return payload.replace(at, what.size(), by);
    }

    void expect_error(const std::string& token, TokenError error) {
        const auto result = verifier_.verify(token, clock_.now());
        ASSERT_FALSE(result) << token;
        EXPECT_EQ(text_of(result.error()), text_of(error)) << token;
    }
    void expect_good(const std::string& token) {
        const auto result = verifier_.verify(token, clock_.now());
        EXPECT_TRUE(result) << text_of(result.error()) << ": " << token;
    }

    std::unique_ptr<KeyRing> ring_;
    AccessTokenSigner signer_;
    AccessTokenVerifier verifier_;
};

}  // namespace gatehouse::crypto
