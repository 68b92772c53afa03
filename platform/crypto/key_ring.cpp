#include "platform/crypto/key_ring.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/key_file.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kFingerprintSize = 16;
constexpr std::string_view kPepperPrefix = "pepper-";
constexpr std::string_view kSuffix = ".key";

/// A secret is kept as one line of hexadecimal digits, so that it survives being copied by hand.
Secret read_secret(const std::filesystem::path& file) {
    const Secret content = read_key_file(file);
    std::string_view text = content.expose();
    if (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    auto bytes = hex_decode(text);
    if (!bytes) {
        throw std::runtime_error(file.string() + ": is not one line of hexadecimal digits");
    }
    Secret secret{*bytes};
    wipe(bytes->data(), bytes->size());
    if (secret.size() < kSecretSize) {
        throw std::runtime_error(file.string() + ": is shorter than 32 bytes");
    }
    return secret;
}

void make_secret(const std::filesystem::path& file, RandomSource& random) {
    std::string bytes = random_bytes(random, kSecretSize);
    std::string text = hex_encode(bytes);
    text.push_back('\n');
    write_key_file(file, text, random);
    wipe(bytes.data(), bytes.size());
    wipe(text.data(), text.size());
}

/// The number of `pepper-<number>.key`; nothing for other names.
std::optional<unsigned> pepper_number(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    std::string_view digits = name;
    if (!digits.starts_with(kPepperPrefix) || !digits.ends_with(kSuffix)) {
        return std::nullopt;
    }
    digits.remove_prefix(kPepperPrefix.size());
    digits.remove_suffix(kSuffix.size());
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || number == 0 ||
        digits.front() == '0') {
        return std::nullopt;
    }
    return number;
}

Peppers read_peppers(const std::filesystem::path& directory) {
    Peppers peppers;
    unsigned newest = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        if (const auto number = pepper_number(entry.path())) {
            peppers.by_id.emplace(std::to_string(*number), read_secret(entry.path()));
            newest = std::max(newest, *number);
        }
    }
    if (newest != 0) {
        peppers.current = std::to_string(newest);
    }
    return peppers;
}

/// Makes what is missing; looks again under the lock, because another process may be doing the
/// same.
void make_missing(const std::filesystem::path& directory, RandomSource& random) {
    const KeyFolderLock lock(directory);
    const bool first_start = !std::filesystem::exists(directory / "root.key");
    if (read_peppers(directory).by_id.empty()) {
        if (!first_start) {
            throw std::runtime_error((directory / "pepper-1.key").string() +
                                     ": is missing; without it no password can be checked");
        }
        make_secret(directory / "pepper-1.key", random);
    }
    if (first_start) {
        make_secret(directory / "root.key", random);
    }
}

std::string fingerprint(const Secret& secret) {
    return hex_encode(hkdf_sha256(secret.expose(), {}, "fingerprint", kFingerprintSize).expose());
}

}  // namespace

bool KeyRing::complete(const std::filesystem::path& directory) {
    return std::filesystem::exists(directory / "root.key") &&
           !read_peppers(directory).by_id.empty();
}

std::map<std::string, std::string, std::less<>> KeyRing::fingerprints() const {
    std::map<std::string, std::string, std::less<>> all{{"key_ring", fingerprint(root_)}};
    for (const auto& [id, pepper] : peppers_.by_id) {
        all.emplace(std::string{kPepperPrefix} + id, fingerprint(pepper));
    }
    return all;
}

KeyRing::KeyRing(Secret root, Peppers peppers, std::unique_ptr<SigningKeys> signing_keys)
    : root_(std::move(root)), peppers_(std::move(peppers)), signing_keys_(std::move(signing_keys)) {
}

std::unique_ptr<KeyRing> KeyRing::open(std::filesystem::path directory, const Clock& clock,
                                       RandomSource& random, Milliseconds token_lifetime) {
    make_key_folder(directory);
    if (!complete(directory)) {
        make_missing(directory, random);
    }
    return std::unique_ptr<KeyRing>(new KeyRing(
        read_secret(directory / "root.key"), read_peppers(directory),
        std::make_unique<SigningKeys>(directory / "signing", token_lifetime, clock, random)));
}

Mac KeyRing::mac_key(std::string_view purpose) const {
    return Mac{key(purpose).expose()};
}

Secret KeyRing::key(std::string_view purpose) const {
    return hkdf_sha256(root_.expose(), {}, purpose, kSecretSize);
}

}  // namespace gatehouse::crypto
