#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/crypto/key_ring.hpp"

namespace gatehouse::crypto {

/// How new password hashes are made; what differs from it is hashed again at the next sign-in.
struct PasswordScheme {
    enum class Algorithm : std::uint8_t { bcrypt, argon2id };
    Algorithm algorithm = Algorithm::bcrypt;
    int bcrypt_cost = 12;                         ///< 4 to 15; below 10 only for tests
    std::uint32_t argon2_memory_kib = 19 * 1024;  ///< OWASP's smallest advice: 19 MiB, 2, 1
    std::uint32_t argon2_iterations = 2;
    std::uint32_t argon2_lanes = 1;
};

/// Makes and checks password hashes. `$gh1$<pepper id><hash>` is bcrypt or argon2id over
/// base64(HMAC-SHA-384(pepper, NFKC(password))); imported bcrypt (`$2a$ $2b$ $2y$`) is checked as
/// it stands, over the password's own bytes. Immutable, shared between threads; each call takes a
/// core for the scheme's cost (bcrypt 12: about 0.2 s), so it belongs on a HashPool.
class PasswordHasher {
public:
    /// Throws std::invalid_argument for a cost out of bounds.
    PasswordHasher(const Peppers& peppers, RandomSource& random, PasswordScheme scheme);

    /// A fresh tagged hash with its own salt. Throws std::invalid_argument when `password` is not
    /// UTF-8 or holds a NUL.
    [[nodiscard]] std::string hash(std::string_view password) const;
    /// Whether `stored` is a hash of `password`; false for a format that is not known and for costs
    /// that would take a core for many seconds.
    [[nodiscard]] bool verify(std::string_view password, std::string_view stored) const;
    /// Whether `stored` was made otherwise than `hash` would now.
    [[nodiscard]] bool needs_rehash(std::string_view stored) const;
    /// A hash of the current scheme that no password fits: verifying against it costs what a known
    /// account costs.
    [[nodiscard]] const std::string& dummy() const noexcept { return dummy_; }

private:
    [[nodiscard]] Secret peppered(std::string_view password, std::string_view pepper_id) const;
    [[nodiscard]] std::string current_prefix() const;
    [[nodiscard]] std::string make_dummy() const;

    const Peppers& peppers_;
    RandomSource& random_;
    PasswordScheme scheme_;
    std::string dummy_;
};

}  // namespace gatehouse::crypto
