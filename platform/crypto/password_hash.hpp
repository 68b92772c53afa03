#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/crypto/firebase_hash.hpp"
#include "platform/crypto/hash_text.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/seal.hpp"

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
/// base64(HMAC-SHA-384(pepper, NFKC(password))); hashes of other systems (bcrypt, SHA-512-crypt,
/// argon2, PBKDF2, scrypt, Firebase's) are checked as they stand, over the password's own bytes.
/// Immutable, shared between threads; each call takes a core for the hash's cost (bcrypt 12: about
/// 0.2 s), so it belongs on a HashPool.
class PasswordHasher {
public:
    /// `keys` outlives it. Throws std::invalid_argument for a cost out of bounds.
    PasswordHasher(const KeyRing& keys, RandomSource& random, PasswordScheme scheme);

    /// A fresh tagged hash with its own salt. Throws std::invalid_argument when `password` is not
    /// UTF-8 or holds a NUL.
    [[nodiscard]] std::string hash(std::string_view password) const;
    /// Whether `stored` is a hash of `password`; false for a format that is not known and for costs
    /// that would take a core for many seconds.
    [[nodiscard]] bool verify(std::string_view password, std::string_view stored) const;
    /// The same; a password that does not fit costs the work of a hash of today, whatever `stored`
    /// is, so that no time tells an account whose hash is older or from elsewhere. More than that
    /// it costs only when the format of `stored` takes more.
    [[nodiscard]] bool verify_evenly(std::string_view password, std::string_view stored) const;
    /// Whether `stored` was made otherwise than `hash` would now.
    [[nodiscard]] bool needs_rehash(std::string_view stored) const;
    /// A hash of the current scheme that no password fits: verifying against it costs what a known
    /// account costs.
    [[nodiscard]] const std::string& dummy() const noexcept { return dummy_; }

    /// What is stored for a hash that another system made, or this one in another installation with
    /// the same keys, of which `pepper_print` (of a tagged hash) tells. `project` completes hashes
    /// of Firebase (none: null). Takes no core. Refuses with `unknown_format`, `malformed_hash`,
    /// `too_costly`, `other_keys` or `firebase_project_missing`.
    [[nodiscard]] std::expected<std::string, HashRefusal> adopt(
        std::string_view text, std::string_view pepper_print, const FirebaseProject* project) const;
    /// Tells whether another installation has the pepper of `stored` without telling the pepper;
    /// empty for a hash without one.
    [[nodiscard]] std::string pepper_print(std::string_view stored) const;
    /// Whether both are the same hash, however their keys are sealed.
    [[nodiscard]] static bool same(std::string_view stored, std::string_view other);
    /// Whether this system made `stored`.
    [[nodiscard]] static bool is_own(std::string_view stored);
    /// Seals the signer keys of Firebase projects.
    [[nodiscard]] const Seal& project_seal() const noexcept { return project_seal_; }

private:
    [[nodiscard]] Secret peppered(std::string_view password, std::string_view pepper_id) const;
    [[nodiscard]] std::string current_prefix() const;
    [[nodiscard]] std::string make_dummy() const;
    [[nodiscard]] std::optional<int> cheaper_bcrypt(std::string_view stored) const;
    void make_up_for(std::string_view stored, std::chrono::duration<double> took) const;
    double work(double share) const;

    const Peppers& peppers_;
    RandomSource& random_;
    PasswordScheme scheme_;
    Seal project_seal_;
    std::string dummy_;
};

}  // namespace gatehouse::crypto
