#include <stdexcept>

#include "platform/crypto/claims.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/signing_keys.hpp"
#include "platform/crypto/tokens.hpp"

namespace gatehouse::crypto {

std::string AccessTokenSigner::sign(const AccessClaims& claims, Time now) const {
    const auto keys = keys_.current();
    const SigningKey* key = keys->active(now);
    if (key == nullptr) {
        throw std::runtime_error("no signing key is active");
    }
    std::string token = key->header;
    token.append(".").append(base64url_encode(write_claims(claims)));
    const std::string signature = key->pair->sign(token);
    return token.append(".").append(base64url_encode(signature));
}

}  // namespace gatehouse::crypto
