#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/secret.hpp"
#include "platform/crypto/hash_text.hpp"

namespace gatehouse::crypto {

/// A PBKDF2 hash (RFC 8018) with HMAC-SHA-256 or HMAC-SHA-512, as passlib writes it
/// (`$pbkdf2-sha256$29000$salt$hash`, with `i=29000` too) or as Django does
/// (`pbkdf2_sha256$600000$salt$hash`, whose salt is text). Immutable.
class Pbkdf2Hash {
public:
    /// Iterations times the blocks of the hash: a second or two.
    static constexpr std::uint64_t kMostWork = 3'000'000;

    [[nodiscard]] static bool recognizes(std::string_view text);
    /// Refuses with `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<Pbkdf2Hash, HashRefusal> parse(std::string_view text);

    [[nodiscard]] bool matches(std::string_view password) const;

private:
    Pbkdf2Hash(bool sha512, std::uint32_t iterations, SaltAndHash parts)
        : sha512_(sha512), iterations_(iterations), parts_(std::move(parts)) {}

    bool sha512_;
    std::uint32_t iterations_;
    SaltAndHash parts_;
};

/// The work of one scrypt hash (RFC 7914): N is two to the power `log_n`.
struct ScryptCost {
    std::uint32_t log_n;
    std::uint32_t r;
    std::uint32_t p;

    /// Whether it needs 128 MiB at most and about a second.
    [[nodiscard]] std::expected<void, HashRefusal> check() const;
};

/// `size` bytes that scrypt derives; throws std::runtime_error when there is no memory.
[[nodiscard]] Secret derive_scrypt(std::string_view password, std::string_view salt,
                                   const ScryptCost& cost, std::size_t size);

/// A scrypt hash `$scrypt$ln=16,r=8,p=1$salt$hash`, as passlib and others write it. Immutable.
class ScryptHash {
public:
    [[nodiscard]] static bool recognizes(std::string_view text);
    /// Refuses with `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<ScryptHash, HashRefusal> parse(std::string_view text);

    [[nodiscard]] bool matches(std::string_view password) const;

private:
    ScryptHash(const ScryptCost& cost, SaltAndHash parts) : cost_(cost), parts_(std::move(parts)) {}

    ScryptCost cost_;
    SaltAndHash parts_;
};

}  // namespace gatehouse::crypto
