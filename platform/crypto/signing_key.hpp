#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/base/secret.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/es256.hpp"

namespace gatehouse::crypto {

/// Where a signing key is in its life; a function of its file, of the key that follows it, and of
/// the time.
enum class KeyState : std::uint8_t {
    next,      ///< published, not signing yet
    active,    ///< signs
    retiring,  ///< published and verifying until the last token that it signed has expired
    retired,   ///< of no use any more, kept for the record
    revoked    ///< withdrawn: nothing that it signed is accepted
};

[[nodiscard]] std::string_view text_of(KeyState state) noexcept;

/// One ES256 key pair (RFC 7518 section 3.4).
struct SigningKey {
    std::string kid;
    Time created_at;
    Time signs_from;
    std::optional<Time> revoked_at;
    std::optional<Time> replaced_at;     ///< when the key that follows began to sign
    std::optional<Time> verifies_until;  ///< set together with `replaced_at`
    std::shared_ptr<const Es256Pair> pair;
    std::string header;      ///< the encoded JOSE header of tokens that it signs
    std::string public_jwk;  ///< public members only (RFC 7517)

    [[nodiscard]] KeyState state(Time now) const noexcept;
};

/// Makes a key pair with a fresh kid.
[[nodiscard]] SigningKey make_signing_key(RandomSource& random, Time created_at, Time signs_from);

/// The key as its file holds it: lines `kid`, `created_at`, `signs_from` and perhaps `revoked_at`,
/// then the pair as PKCS #8 in PEM, so that OpenSSL's own tools read the file too.
[[nodiscard]] Secret write_signing_key(const SigningKey& key);

/// Reads what `write_signing_key` wrote; throws std::runtime_error for anything else.
[[nodiscard]] SigningKey read_signing_key(std::string_view text);

}  // namespace gatehouse::crypto
