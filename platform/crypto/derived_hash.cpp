#include "platform/crypto/derived_hash.hpp"

#include <optional>

#include <openssl/evp.h>

#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kScrypt = "$scrypt$";
constexpr std::string_view kDjango = "pbkdf2_sha";
constexpr std::string_view kPasslib = "$pbkdf2-sha";
constexpr std::uint64_t kMostMemory = 128 * 1024 * 1024;
constexpr std::uint64_t kMostScryptWork = 1 << 21;  // N times r times p
constexpr std::uint32_t kMostLogN = 20;

/// `256` or `512`.
std::optional<bool> is_sha512(std::string_view bits) {
    if (bits == "512") return true;
    if (bits == "256") return false;
    return std::nullopt;
}

/// `29000`, `i=29000` or `i=29000,l=32`, whose length must be that of the hash.
std::optional<std::uint32_t> read_iterations(std::string_view text, std::size_t length) {
    if (const auto plain = read_decimal(text)) return plain;
    if (const auto named = read_numbers(text, {"i"})) return named->front();
    const auto both = read_numbers(text, {"i", "l"});
    if (!both || both->back() != length) return std::nullopt;
    return both->front();
}

}  // namespace

bool Pbkdf2Hash::recognizes(std::string_view text) {
    return text.starts_with(kPasslib) || text.starts_with(kDjango);
}

std::expected<Pbkdf2Hash, HashRefusal> Pbkdf2Hash::parse(std::string_view text) {
    const bool django = text.starts_with(kDjango);
    text.remove_prefix(django ? kDjango.size() : kPasslib.size());
    const auto parts = split_hash(text);
    const auto sha512 = is_sha512(parts.front());
    if (!sha512) return refuse_hash("unknown_format", "PBKDF2 is known with SHA-256 and SHA-512");
    if (parts.size() != 4) return malformed_hash("PBKDF2 has iterations, salt and hash");
    // Any salt that can be read stands in for Django's, whose text is the salt.
    auto read = read_salt_and_hash(django ? "AAAA" : parts[2], parts[3]);
    if (!read) return std::unexpected(read.error());
    if (django) {
        if (parts[2].empty() || parts[2].size() > kMostSaltBytes) {
            return malformed_hash("the salt has 1 to 256 characters");
        }
        read->salt = parts[2];
    }
    const auto iterations = read_iterations(parts[1], read->hash.size());
    if (!iterations || *iterations == 0) {
        return malformed_hash("PBKDF2's iterations are not a number");
    }
    const std::size_t block = *sha512 ? 64 : 32;
    if (*iterations * std::uint64_t{(read->hash.size() + block - 1) / block} > kMostWork) {
        return too_costly("PBKDF2 may take 3000000 iterations, counted for each block of the hash");
    }
    return Pbkdf2Hash{*sha512, *iterations, std::move(*read)};
}

bool Pbkdf2Hash::matches(std::string_view password) const {
    Secret derived(parts_.hash.size());
    check_openssl(
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                          unsigned_bytes(parts_.salt), static_cast<int>(parts_.salt.size()),
                          static_cast<int>(iterations_), sha512_ ? EVP_sha512() : EVP_sha256(),
                          static_cast<int>(derived.size()),
                          reinterpret_cast<unsigned char*>(derived.writable().data())) == 1,
        "PBKDF2");
    return constant_time_equal(derived.expose(), parts_.hash);
}

std::expected<void, HashRefusal> ScryptCost::check() const {
    if (log_n == 0 || r == 0 || p == 0) return malformed_hash("scrypt does not take these numbers");
    if (log_n > kMostLogN || r > kMostScryptWork || p > kMostScryptWork ||
        (std::uint64_t{128} << log_n) * r > kMostMemory ||
        (std::uint64_t{p} << log_n) * r > kMostScryptWork) {
        return too_costly("scrypt may use 128 MiB, and N times r times p be 2097152");
    }
    return {};
}

Secret derive_scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost,
                     std::size_t size) {
    Secret derived(size);
    // What it may use is checked when a hash is read; OpenSSL counts its working space as well.
    check_openssl(
        EVP_PBE_scrypt(password.data(), password.size(), unsigned_bytes(salt), salt.size(),
                       std::uint64_t{1} << cost.log_n, cost.r, cost.p, 4 * kMostMemory,
                       reinterpret_cast<unsigned char*>(derived.writable().data()),
                       derived.size()) == 1,
        "scrypt");
    return derived;
}

bool ScryptHash::recognizes(std::string_view text) {
    return text.starts_with(kScrypt);
}

std::expected<ScryptHash, HashRefusal> ScryptHash::parse(std::string_view text) {
    const auto parts = split_hash(text.substr(kScrypt.size()));
    const auto numbers =
        parts.size() == 3 ? read_numbers(parts[0], {"ln", "r", "p"}) : std::nullopt;
    if (!numbers) return malformed_hash("scrypt is $scrypt$ln=..,r=..,p=..$salt$hash");
    const ScryptCost cost{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
    if (const auto fine = cost.check(); !fine) return std::unexpected(fine.error());
    auto read = read_salt_and_hash(parts[1], parts[2]);
    if (!read) return std::unexpected(read.error());
    return ScryptHash{cost, std::move(*read)};
}

bool ScryptHash::matches(std::string_view password) const {
    const Secret derived = derive_scrypt(password, parts_.salt, cost_, parts_.hash.size());
    return constant_time_equal(derived.expose(), parts_.hash);
}

}  // namespace gatehouse::crypto
