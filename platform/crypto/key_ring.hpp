#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/base/secret.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/signing_keys.hpp"

namespace gatehouse::crypto {

/// The secrets that are mixed into passwords before they are hashed, by id; the newest is used for
/// new hashes.
struct Peppers {
    std::map<std::string, Secret, std::less<>> by_id;
    std::string current;
};

/// All keys of an installation, in the folder `keys` of its data directory: a root secret from
/// which one key per purpose is derived, the peppers, and the signing keys. Lives as long as the
/// process; shared between threads.
class KeyRing {
public:
    /// Opens the folder and makes what is missing at the first start: folder 0700, files 0600, each
    /// file written completely or not at all. Throws std::runtime_error naming the file that is
    /// readable by others, too short or malformed. `token_lifetime`: how long access tokens live.
    static std::unique_ptr<KeyRing> open(std::filesystem::path directory, const Clock& clock,
                                         RandomSource& random,
                                         Milliseconds token_lifetime = std::chrono::minutes(15));

    /// Whether the folder holds what a password needs: the root secret and a pepper.
    [[nodiscard]] static bool complete(const std::filesystem::path& directory);

    /// What tells this ring from others without telling anything about its secrets, by name:
    /// `key_ring` for the root secret, `pepper-1` and so on. The same for as long as the secrets
    /// are; signing keys, which come and go, are not in it.
    [[nodiscard]] std::map<std::string, std::string, std::less<>> fingerprints() const;

    /// The key for one purpose (`csrf`, `refresh-inner`): derived from the root secret with the
    /// purpose as HKDF's info, so that no key tells anything about another.
    [[nodiscard]] Mac mac_key(std::string_view purpose) const;
    /// The 32 bytes of the key for one purpose: for a Seal.
    [[nodiscard]] Secret key(std::string_view purpose) const;
    [[nodiscard]] const Peppers& peppers() const noexcept { return peppers_; }
    [[nodiscard]] SigningKeys& signing_keys() noexcept { return *signing_keys_; }
    [[nodiscard]] const SigningKeys& signing_keys() const noexcept { return *signing_keys_; }

private:
    KeyRing(Secret root, Peppers peppers, std::unique_ptr<SigningKeys> signing_keys);

    Secret root_;
    Peppers peppers_;
    std::unique_ptr<SigningKeys> signing_keys_;
};

}  // namespace gatehouse::crypto
