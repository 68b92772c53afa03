#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/signing_key.hpp"

namespace gatehouse::crypto {

/// What `keys list` shows about one key.
struct SigningKeyInfo {
    std::string kid;
    KeyState state;
    Time created_at;
    Time signs_from;
    std::optional<Time> verifies_until;  ///< set once another key follows
    std::optional<Time> revoked_at;
};

/// All signing keys as they were read at one moment. Immutable; the pointers that it gives live as
/// long as it does.
class SigningKeySet {
public:
    /// Takes keys in any order; when each one was replaced follows from the others.
    SigningKeySet(std::vector<SigningKey> keys, Milliseconds token_lifetime);

    /// The key that signs at `now`; none only when all are revoked or none has begun.
    [[nodiscard]] const SigningKey* active(Time now) const noexcept;
    /// The key of this kid when it may verify at `now` (next, active or retiring).
    [[nodiscard]] const SigningKey* verifying(std::string_view kid, Time now) const noexcept;
    /// The key of this kid however old it is, unless it was revoked.
    [[nodiscard]] const SigningKey* recognising(std::string_view kid) const noexcept;
    /// The JWKS document (RFC 7517 section 5) of the keys that may verify at `now`.
    [[nodiscard]] std::string jwks(Time now) const;
    [[nodiscard]] const std::vector<SigningKey>& keys() const noexcept { return keys_; }

private:
    std::vector<SigningKey> keys_;  // by signs_from, oldest first
};

/// The signing keys of a directory, one file each, also while another process changes them (`keys
/// rotate` beside a running server). Safe to share between threads.
class SigningKeys {
public:
    /// How long JWKS documents are cached by those who verify; a key signs after twice as long.
    static constexpr Seconds kPublishedMaxAge{300};

    /// Reads `directory`, which is made with a first key when it is missing or empty. Tokens live
    /// `token_lifetime` at most. Throws std::runtime_error naming the file that is unreadable,
    /// malformed or open to others.
    SigningKeys(std::filesystem::path directory, Milliseconds token_lifetime, const Clock& clock,
                RandomSource& random);

    /// The keys as last read.
    [[nodiscard]] std::shared_ptr<const SigningKeySet> current() const;
    /// Changes whenever `current` does; cheap.
    [[nodiscard]] std::uint64_t version() const noexcept {
        return version_.load(std::memory_order_acquire);
    }
    /// Reads the directory again if it changed; true then. Blocking (a few system calls): for a
    /// periodic job, every few seconds. On failure it throws and the keys stay as they were.
    bool reload_if_changed();

    [[nodiscard]] std::vector<SigningKeyInfo> list() const;
    /// Publishes a new key, which begins to sign after twice the time that JWKS documents are
    /// cached. Gives nothing when one is waiting already.
    std::optional<SigningKeyInfo> rotate();
    /// Withdraws a key at once; when it was the one that signs, its successor (a new one if none
    /// waits) signs from now on. False when there is no such key.
    bool revoke(std::string_view kid);

private:
    [[nodiscard]] std::string fingerprint() const;
    void read();
    void save(const SigningKey& key) const;
    void remove_old(Time now) const;

    std::filesystem::path directory_;
    Milliseconds token_lifetime_;
    const Clock& clock_;
    RandomSource& random_;
    mutable std::mutex mutex_;
    std::shared_ptr<const SigningKeySet> current_;
    std::string fingerprint_;
    std::atomic<std::uint64_t> version_{0};
};

}  // namespace gatehouse::crypto
