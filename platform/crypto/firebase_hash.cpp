#include "platform/crypto/firebase_hash.hpp"

#include <array>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, OpensslDelete<EVP_CIPHER_CTX_free>>;

constexpr std::string_view kTag = "$firescrypt$";
constexpr std::string_view kSealed = "sealed=";
constexpr std::string_view kPurpose = "firebase signer key";
constexpr std::size_t kDerivedBytes = 64;
constexpr std::size_t kCipherKeyBytes = 32;

std::string read_bytes(std::string_view text) {
    return read_base64(text).value_or(std::string{});
}

/// AES-256-CTR from a counter of zero.
std::string encrypt(std::string_view key, std::string_view text) {
    const std::array<unsigned char, 16> counter{};
    std::string encrypted(text.size(), '\0');
    int size = 0;
    const CipherContextPtr context{EVP_CIPHER_CTX_new()};
    check_openssl(
        context != nullptr &&
            EVP_EncryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, unsigned_bytes(key),
                               counter.data()) == 1 &&
            EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(encrypted.data()),
                              &size, unsigned_bytes(text), static_cast<int>(text.size())) == 1,
        "AES-256-CTR");
    return encrypted;
}

/// `ln=14,r=8,p=1`.
std::expected<ScryptCost, HashRefusal> read_cost(std::string_view text) {
    const auto numbers = read_numbers(text, {"ln", "r", "p"});
    if (!numbers || numbers->back() != 1) {
        return malformed_hash("Firebase's scrypt has ln=..,r=..,p=1");
    }
    const ScryptCost cost{(*numbers)[0], (*numbers)[1], 1};
    if (const auto fine = cost.check(); !fine) return std::unexpected(fine.error());
    return cost;
}

std::expected<std::string, HashRefusal> seal_key(std::string_view base64, const Seal& seal) {
    std::string key = read_bytes(base64);
    if (key.size() < kLeastHashBytes || key.size() > kMostHashBytes) {
        return malformed_hash("the signer key is not 16 to 256 bytes in base64");
    }
    std::string sealed = seal.seal(key, kPurpose);
    wipe(key.data(), key.size());
    return sealed;
}

std::expected<std::string, HashRefusal> read_separator(std::string_view base64) {
    auto separator = read_base64(base64);
    if (!separator || separator->size() > kMostSaltBytes) {
        return malformed_hash("the salt separator is not up to 256 bytes in base64");
    }
    return std::move(*separator);
}

}  // namespace

std::expected<FirebaseProject, HashRefusal> FirebaseProject::make(std::string_view signer_key,
                                                                  std::string_view salt_separator,
                                                                  std::uint32_t rounds,
                                                                  std::uint32_t mem_cost,
                                                                  const Seal& seal) {
    FirebaseProject project;
    project.cost_ = {mem_cost, rounds, 1};
    if (const auto fine = project.cost_.check(); !fine) return std::unexpected(fine.error());
    if (const auto separator = read_separator(salt_separator); !separator) {
        return std::unexpected(separator.error());
    }
    project.separator_ = salt_separator;
    auto sealed = seal_key(signer_key, seal);
    if (!sealed) return std::unexpected(std::move(sealed.error()));
    project.sealed_key_ = std::move(*sealed);
    return project;
}

bool FirebaseHash::recognizes(std::string_view text) {
    return text.starts_with(kTag);
}

std::expected<FirebaseHash, HashRefusal> FirebaseHash::parse(std::string_view text) {
    const auto parts = split_hash(text.substr(kTag.size()));
    if (parts.size() != 5 || !parts[4].starts_with(kSealed)) {
        return malformed_hash("Firebase's hash has cost, salt, hash, separator and key");
    }
    const auto cost = read_cost(parts[0]);
    if (!cost) return std::unexpected(cost.error());
    auto read = read_salt_and_hash(parts[1], parts[2]);
    if (!read) return std::unexpected(std::move(read.error()));
    auto separator = read_separator(parts[3]);
    if (!separator) return std::unexpected(std::move(separator.error()));
    read->salt += *separator;
    return FirebaseHash{*cost, std::move(*read), std::string{parts[4].substr(kSealed.size())}};
}

std::expected<std::string, HashRefusal> FirebaseHash::adopt(std::string_view text,
                                                            const FirebaseProject* project,
                                                            const Seal& seal) {
    const auto parts = split_hash(text.substr(kTag.size()));
    std::string adopted;
    if (parts.size() == 2) {
        if (project == nullptr) {
            return refuse_hash("firebase_project_missing",
                               "the project's parameters are needed: --firebase-project");
        }
        const ScryptCost& cost = project->cost_;
        adopted = std::string{kTag} + "ln=" + std::to_string(cost.log_n) +
                  ",r=" + std::to_string(cost.r) + ",p=1$";
        adopted.append(parts[0]).append("$").append(parts[1]).append("$");
        adopted.append(project->separator_).append("$").append(kSealed);
        adopted.append(project->sealed_key_);
    } else if (parts.size() == 5 && !parts[4].starts_with(kSealed)) {
        const auto sealed = seal_key(parts[4], seal);
        if (!sealed) return std::unexpected(sealed.error());
        adopted =
            std::string{text.substr(0, text.size() - parts[4].size())}.append(kSealed) + *sealed;
    } else {
        adopted = text;
    }
    const auto hash = parse(adopted);
    if (!hash) return std::unexpected(hash.error());
    auto key = seal.open(hash->sealed_key_, kPurpose);
    if (!key) {
        return refuse_hash("other_keys", "the signer key was sealed by another installation");
    }
    const std::size_t size = key->size();
    wipe(key->data(), size);
    if (size != hash->parts_.hash.size()) {
        return malformed_hash("Firebase's hash is as long as the project's signer key");
    }
    return adopted;
}

bool FirebaseHash::matches(std::string_view password, const Seal& seal) const {
    auto key = seal.open(sealed_key_, kPurpose);
    if (!key) return false;
    const Secret derived = derive_scrypt(password, parts_.salt, cost_, kDerivedBytes);
    const std::string encrypted = encrypt(derived.expose().substr(0, kCipherKeyBytes), *key);
    wipe(key->data(), key->size());
    return constant_time_equal(encrypted, parts_.hash);
}

std::string_view FirebaseHash::without_key(std::string_view text) {
    return recognizes(text) ? text.substr(0, text.rfind('$')) : text;
}

}  // namespace gatehouse::crypto
