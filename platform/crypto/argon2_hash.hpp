#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "platform/base/random.hpp"
#include "platform/crypto/hash_text.hpp"

namespace gatehouse::crypto {

/// The work of one argon2 hash (RFC 9106).
struct Argon2Cost {
    std::uint32_t memory_kib;
    std::uint32_t iterations;
    std::uint32_t lanes;

    /// Whether argon2 takes it and nobody waits more than about a second or needs more than 256 MiB
    /// for it.
    [[nodiscard]] bool affordable() const;
    /// Whether argon2 takes it.
    [[nodiscard]] bool valid() const;
};

/// An argon2id or argon2i hash in its own text form (`$argon2id$v=19$m=..,t=..,p=..$salt$hash`), of
/// a cost that may be spent on it. Checked by the calling thread alone, whatever its lanes, so that
/// it takes no more than one core. Immutable.
class Argon2Hash {
public:
    [[nodiscard]] static bool recognizes(std::string_view text);
    /// Refuses with `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<Argon2Hash, HashRefusal> parse(std::string_view text);

    [[nodiscard]] bool matches(std::string_view password) const;

private:
    Argon2Hash(bool mixed, std::uint32_t version, const Argon2Cost& cost, SaltAndHash parts)
        : mixed_(mixed), version_(version), cost_(cost), parts_(std::move(parts)) {}

    bool mixed_;  ///< argon2id, else argon2i
    std::uint32_t version_;
    Argon2Cost cost_;
    SaltAndHash parts_;
};

/// A fresh argon2id hash of `password` with a salt of 16 and a hash of 32 bytes.
[[nodiscard]] std::string make_argon2id(std::string_view password, const Argon2Cost& cost,
                                        RandomSource& random);

}  // namespace gatehouse::crypto
