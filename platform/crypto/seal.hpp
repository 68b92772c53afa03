#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/base/secret.hpp"

namespace gatehouse::crypto {

/// Encrypts small texts so that whoever reads the database or a queue without the key learns
/// nothing and can change nothing: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, in
/// base64url. One key is good for 2^32 texts. Immutable: shared between threads.
class Seal {
public:
    /// Takes a key of 32 bytes; throws std::invalid_argument for another length.
    Seal(Secret key, RandomSource& random);

    /// The sealed text. `bound_to` must be given again to open it (a row's id, a purpose); it is
    /// not part of the result.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view bound_to) const;
    /// The text; nothing when it was sealed with another key, for something else, or changed.
    [[nodiscard]] std::optional<std::string> open(std::string_view sealed,
                                                  std::string_view bound_to) const;

private:
    Secret key_;
    RandomSource& random_;
};

}  // namespace gatehouse::crypto
