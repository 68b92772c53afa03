#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/secret.hpp"
#include "platform/crypto/derived_hash.hpp"
#include "platform/crypto/hash_text.hpp"
#include "platform/crypto/seal.hpp"

namespace gatehouse::crypto {

/// What a Firebase project hashes all its passwords with, its signer key sealed: without that key
/// the hashes cannot be tried, so it is never kept readable beside them. Immutable.
class FirebaseProject {
public:
    /// The parameters as Firebase shows them, the first two in base64. Refuses with
    /// `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<FirebaseProject, HashRefusal> make(
        std::string_view signer_key, std::string_view salt_separator, std::uint32_t rounds,
        std::uint32_t mem_cost, const Seal& seal);

private:
    friend class FirebaseHash;

    ScryptCost cost_{};
    std::string separator_;   ///< base64
    std::string sealed_key_;  ///< as Seal writes it
};

/// A hash that Firebase made: the project's signer key encrypted with what scrypt derives from the
/// password. Its text is `$firescrypt$ln=..,r=..,p=1$salt$hash$separator$sealed=key`. Immutable.
class FirebaseHash {
public:
    [[nodiscard]] static bool recognizes(std::string_view text);
    /// Reads the text above. Refuses with `malformed_hash` or `too_costly`.
    [[nodiscard]] static std::expected<FirebaseHash, HashRefusal> parse(std::string_view text);
    /// The text above of what other systems export: the text above, the same with the key in base64
    /// (`$firescrypt$ln=..,r=..,p=1$salt$hash$separator$key`), or `$firescrypt$salt$hash`, whose
    /// rest is `project` (none: null). Refuses as `parse`, and with `firebase_project_missing` or
    /// `other_keys` (the key was sealed by another installation).
    [[nodiscard]] static std::expected<std::string, HashRefusal> adopt(
        std::string_view text, const FirebaseProject* project, const Seal& seal);

    /// False also when the signer key was sealed with another key.
    [[nodiscard]] bool matches(std::string_view password, const Seal& seal) const;

    /// The text without what differs each time that the same key is sealed.
    [[nodiscard]] static std::string_view without_key(std::string_view text);

private:
    FirebaseHash(const ScryptCost& cost, SaltAndHash parts, std::string sealed_key)
        : cost_(cost), parts_(std::move(parts)), sealed_key_(std::move(sealed_key)) {}

    ScryptCost cost_;
    SaltAndHash parts_;  ///< the salt with the separator behind it
    std::string sealed_key_;
};

}  // namespace gatehouse::crypto
