#include "platform/crypto/password_hash.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <argon2.h>
#include <crypt.h>
#include <openssl/evp.h>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"
#include "platform/crypto/unicode.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kTag = "$gh1$";
constexpr std::string_view kArgon2id = "$argon2id$";
constexpr int kLowestCost = 4;
constexpr int kHighestCost = 15;          // about two seconds
constexpr std::size_t kBcryptLimit = 72;  // bytes of a password that bcrypt looks at
constexpr std::size_t kBcryptSize = 60;
constexpr std::size_t kBcryptSaltEnd = 29;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kArgon2Output = 32;
constexpr std::uint32_t kMostArgon2Memory = 256 * 1024;
constexpr std::uint32_t kMostArgon2Iterations = 16;
constexpr std::uint32_t kMostArgon2Lanes = 8;

/// A tagged hash taken apart.
struct Tagged {
    std::string_view pepper_id;
    std::string_view hash;
};

std::optional<Tagged> take_apart(std::string_view stored) {
    if (!stored.starts_with(kTag)) return std::nullopt;
    stored.remove_prefix(kTag.size());
    const auto end = stored.find('$');
    if (end == std::string_view::npos) return std::nullopt;
    return Tagged{stored.substr(0, end), stored.substr(end)};
}

/// Whether `hash` is bcrypt in full, of a cost that may be spent on it.
bool is_bcrypt(std::string_view hash) {
    if (hash.size() != kBcryptSize || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$' ||
        (hash[2] != 'a' && hash[2] != 'b' && hash[2] != 'y')) {
        return false;
    }
    int cost = 0;
    const auto [end, error] = std::from_chars(hash.data() + 4, hash.data() + 6, cost);
    return error == std::errc{} && end == hash.data() + 6 && cost >= kLowestCost &&
           cost <= kHighestCost;
}

/// Takes `<name><number>` and then `after` off `text`; nothing when it does not begin so.
std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name,
                                         char after) {
    if (!text.starts_with(name)) return std::nullopt;
    std::uint32_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + name.size(), last, value);
    if (error != std::errc{} || end == last || *end != after) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return value;
}

/// Whether `hash` is argon2id of a cost that may be spent on it.
bool is_argon2id(std::string_view hash) {
    if (!hash.starts_with(kArgon2id)) return false;
    hash.remove_prefix(kArgon2id.size());
    const auto version = take_number(hash, "v=", '$');
    const auto memory = version ? take_number(hash, "m=", ',') : std::nullopt;
    const auto iterations = memory ? take_number(hash, "t=", ',') : std::nullopt;
    const auto lanes = iterations ? take_number(hash, "p=", '$') : std::nullopt;
    return lanes && *memory <= kMostArgon2Memory && *iterations <= kMostArgon2Iterations &&
           *lanes <= kMostArgon2Lanes;
}

/// bcrypt of `password`, a text without NUL, with the salt and cost at the front of `setting`.
std::string run_bcrypt(std::string_view password, std::string_view setting) {
    Secret terminated(password.size() + 1);
    std::memcpy(terminated.writable().data(), password.data(), password.size());
    const std::string setting_text(setting);
    // 32 KiB with the key schedule in it: on the heap, and wiped.
    const auto data = std::make_unique<crypt_data>();
    const char* result = ::crypt_r(terminated.expose().data(), setting_text.c_str(), data.get());
    std::string hash = result == nullptr ? "*0" : result;
    wipe(data.get(), sizeof(crypt_data));
    if (hash.starts_with('*')) {
        throw std::system_error(errno, std::generic_category(), "bcrypt");
    }
    return hash;
}

std::string bcrypt_setting(int cost, RandomSource& random) {
    const std::string salt = random_bytes(random, kSaltBytes);
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
    if (::crypt_gensalt_rn("$2b$", static_cast<unsigned long>(cost), salt.data(),
                           static_cast<int>(salt.size()), setting.data(),
                           static_cast<int>(setting.size())) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "bcrypt salt");
    }
    return setting.data();
}

std::string run_argon2id(std::string_view password, const PasswordScheme& scheme,
                         RandomSource& random) {
    const std::string salt = random_bytes(random, kSaltBytes);
    std::string encoded(
        argon2_encodedlen(scheme.argon2_iterations, scheme.argon2_memory_kib, scheme.argon2_lanes,
                          kSaltBytes, kArgon2Output, Argon2_id),
        '\0');
    const int error = argon2id_hash_encoded(
        scheme.argon2_iterations, scheme.argon2_memory_kib, scheme.argon2_lanes, password.data(),
        password.size(), salt.data(), salt.size(), kArgon2Output, encoded.data(), encoded.size());
    if (error != ARGON2_OK) {
        throw std::runtime_error(std::string("argon2id: ") + argon2_error_message(error));
    }
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool verify_hash(std::string_view password, std::string_view hash) {
    if (is_bcrypt(hash)) {
        return constant_time_equal(run_bcrypt(password, hash), hash);
    }
    if (is_argon2id(hash)) {
        const std::string encoded(hash);
        return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
    }
    return false;
}

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     unsigned_bytes(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

void check(const PasswordScheme& scheme) {
    if (scheme.bcrypt_cost < kLowestCost || scheme.bcrypt_cost > kHighestCost) {
        throw std::invalid_argument("bcrypt's cost is between 4 and 15");
    }
    if (scheme.argon2_lanes == 0 || scheme.argon2_lanes > kMostArgon2Lanes ||
        scheme.argon2_iterations == 0 || scheme.argon2_iterations > kMostArgon2Iterations ||
        scheme.argon2_memory_kib < 8 * scheme.argon2_lanes ||
        scheme.argon2_memory_kib > kMostArgon2Memory) {
        throw std::invalid_argument("argon2id's cost is out of bounds");
    }
}

}  // namespace

PasswordHasher::PasswordHasher(const Peppers& peppers, RandomSource& random, PasswordScheme scheme)
    : peppers_(peppers), random_(random), scheme_(scheme) {
    check(scheme_);
    dummy_ = make_dummy();
}

std::string PasswordHasher::hash(std::string_view password) const {
    const Secret secret = peppered(password, peppers_.current);
    std::string stored = std::string(kTag) + peppers_.current;
    if (scheme_.algorithm == PasswordScheme::Algorithm::argon2id) {
        return stored.append(run_argon2id(secret.expose(), scheme_, random_));
    }
    const std::string setting = bcrypt_setting(scheme_.bcrypt_cost, random_);
    return stored.append(run_bcrypt(secret.expose(), setting));
}

bool PasswordHasher::verify(std::string_view password, std::string_view stored) const {
    if (password.contains('\0')) {
        return false;
    }
    if (const auto tagged = take_apart(stored)) {
        return peppers_.by_id.contains(tagged->pepper_id) && code_points(password) &&
               verify_hash(peppered(password, tagged->pepper_id).expose(), tagged->hash);
    }
    return is_bcrypt(stored) && verify_hash(password.substr(0, kBcryptLimit), stored);
}

bool PasswordHasher::needs_rehash(std::string_view stored) const {
    return !stored.starts_with(current_prefix());
}

/// bcrypt stops at a NUL and looks at 72 bytes at most; the 64 characters that this gives keep
/// every byte of every password significant.
Secret PasswordHasher::peppered(std::string_view password, std::string_view pepper_id) const {
    if (password.contains('\0')) {
        throw std::invalid_argument("a password holds no NUL");
    }
    const Secret normal = to_nfkc(password);
    const std::string_view pepper = peppers_.by_id.find(pepper_id)->second.expose();
    std::array<unsigned char, 48> code{};
    std::size_t size = 0;
    check_openssl(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA384", nullptr, pepper.data(),
                            pepper.size(), unsigned_bytes(normal.expose()), normal.size(),
                            code.data(), code.size(), &size) != nullptr &&
                      size == code.size(),
                  "HMAC-SHA-384");
    std::string text = base64({reinterpret_cast<const char*>(code.data()), code.size()});
    Secret secret{text};
    wipe(code.data(), code.size());
    wipe(text.data(), text.size());
    return secret;
}

std::string PasswordHasher::current_prefix() const {
    std::string prefix = std::string(kTag) + peppers_.current;
    if (scheme_.algorithm == PasswordScheme::Algorithm::argon2id) {
        return prefix.append(kArgon2id)
            .append("v=" + std::to_string(ARGON2_VERSION_NUMBER))
            .append("$m=" + std::to_string(scheme_.argon2_memory_kib))
            .append(",t=" + std::to_string(scheme_.argon2_iterations))
            .append(",p=" + std::to_string(scheme_.argon2_lanes) + "$");
    }
    return prefix.append(scheme_.bcrypt_cost < 10 ? "$2b$0" : "$2b$")
        .append(std::to_string(scheme_.bcrypt_cost) + "$");
}

/// Random characters where a hash would be: to make one costs nothing, so start-up stays quick, and
/// no password is known that fits.
std::string PasswordHasher::make_dummy() const {
    std::string stored = std::string(kTag) + peppers_.current;
    if (scheme_.algorithm == PasswordScheme::Algorithm::argon2id) {
        const auto unpadded = [this](std::size_t size) {
            std::string text = base64(random_bytes(random_, size));
            text.resize((size * 4 + 2) / 3);
            return text;
        };
        return current_prefix() + unpadded(kSaltBytes) + "$" + unpadded(kArgon2Output);
    }
    const std::string other_setting = bcrypt_setting(scheme_.bcrypt_cost, random_);
    stored.append(bcrypt_setting(scheme_.bcrypt_cost, random_));
    // The 31 characters of the hash from bcrypt's own alphabet: out of two random salts.
    stored.append(other_setting, kBcryptSaltEnd - 21, 21);
    return stored.append(bcrypt_setting(scheme_.bcrypt_cost, random_), kBcryptSaltEnd - 21, 10);
}

}  // namespace gatehouse::crypto
