#include "platform/crypto/password_hash.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include <argon2.h>
#include <openssl/evp.h>
#include <time.h>

#include "platform/crypto/argon2_hash.hpp"
#include "platform/crypto/crypt_hash.hpp"
#include "platform/crypto/derived_hash.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"
#include "platform/crypto/unicode.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kTag = "$gh1$";
constexpr std::string_view kArgon2id = "$argon2id$";
constexpr std::size_t kBcryptSaltEnd = 29;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kArgon2Output = 32;
constexpr std::size_t kMostText = 2048;
constexpr std::size_t kPrintBytes = 8;

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

/// Hashes that need no key of this installation.
using PlainHash = std::variant<CryptHash, Argon2Hash, Pbkdf2Hash, ScryptHash>;

template <class Hash>
std::expected<PlainHash, HashRefusal> parse_as(std::string_view text) {
    auto hash = Hash::parse(text);
    if (!hash) return std::unexpected(std::move(hash.error()));
    return PlainHash{std::move(*hash)};
}

std::expected<PlainHash, HashRefusal> parse_plain(std::string_view text) {
    if (CryptHash::recognizes(text)) return parse_as<CryptHash>(text);
    if (Argon2Hash::recognizes(text)) return parse_as<Argon2Hash>(text);
    if (Pbkdf2Hash::recognizes(text)) return parse_as<Pbkdf2Hash>(text);
    if (ScryptHash::recognizes(text)) return parse_as<ScryptHash>(text);
    return refuse_hash("unknown_format", "the hash has none of the formats that are known");
}

/// What a tagged hash may hold.
std::expected<PlainHash, HashRefusal> parse_own(std::string_view text) {
    if (text.starts_with("$2b$")) return parse_as<CryptHash>(text);
    if (text.starts_with(kArgon2id)) return parse_as<Argon2Hash>(text);
    return malformed_hash("a hash of Gatehouse is bcrypt or argon2id");
}

bool verify_plain(std::string_view password, const std::expected<PlainHash, HashRefusal>& hash) {
    return hash &&
           std::visit([password](const auto& format) { return format.matches(password); }, *hash);
}

Argon2Cost argon2_cost(const PasswordScheme& scheme) {
    return {scheme.argon2_memory_kib, scheme.argon2_iterations, scheme.argon2_lanes};
}

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     unsigned_bytes(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

/// The time that this thread has had a processor.
std::chrono::duration<double> own_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

void check(const PasswordScheme& scheme) {
    if (scheme.bcrypt_cost < CryptHash::kLowestCost ||
        scheme.bcrypt_cost > CryptHash::kHighestCost) {
        throw std::invalid_argument("bcrypt's cost is between 4 and 15");
    }
    const Argon2Cost cost = argon2_cost(scheme);
    if (!cost.valid() || !cost.affordable()) {
        throw std::invalid_argument("argon2id's cost is out of bounds");
    }
}

}  // namespace

PasswordHasher::PasswordHasher(const KeyRing& keys, RandomSource& random, PasswordScheme scheme)
    : peppers_(keys.peppers()),
      random_(random),
      scheme_(scheme),
      project_seal_(keys.key("firebase-project"), random) {
    check(scheme_);
    dummy_ = make_dummy();
}

std::string PasswordHasher::hash(std::string_view password) const {
    const Secret secret = peppered(password, peppers_.current);
    std::string stored = std::string(kTag) + peppers_.current;
    if (scheme_.algorithm == PasswordScheme::Algorithm::argon2id) {
        return stored.append(make_argon2id(secret.expose(), argon2_cost(scheme_), random_));
    }
    return stored.append(make_bcrypt(secret.expose(), scheme_.bcrypt_cost, random_));
}

bool PasswordHasher::verify(std::string_view password, std::string_view stored) const {
    if (password.contains('\0')) {
        return false;
    }
    if (const auto tagged = take_apart(stored)) {
        return peppers_.by_id.contains(tagged->pepper_id) && code_points(password) &&
               verify_plain(peppered(password, tagged->pepper_id).expose(),
                            parse_own(tagged->hash));
    }
    if (FirebaseHash::recognizes(stored)) {
        const auto hash = FirebaseHash::parse(stored);
        return hash && hash->matches(password, project_seal_);
    }
    return verify_plain(password, parse_plain(stored));
}

bool PasswordHasher::verify_evenly(std::string_view password, std::string_view stored) const {
    const auto begin = own_time();
    if (verify(password, stored)) return true;
    if (needs_rehash(stored)) make_up_for(stored, own_time() - begin);
    return false;
}

/// The cost of `stored` when checking it was bcrypt of at most today's cost.
std::optional<int> PasswordHasher::cheaper_bcrypt(std::string_view stored) const {
    if (scheme_.algorithm != PasswordScheme::Algorithm::bcrypt) return std::nullopt;
    if (const auto tagged = take_apart(stored)) {
        if (!peppers_.by_id.contains(tagged->pepper_id)) return std::nullopt;
        stored = tagged->hash;
    }
    if (!stored.starts_with("$2") || !CryptHash::parse(stored)) return std::nullopt;
    const int cost = (stored[4] - '0') * 10 + (stored[5] - '0');
    return cost <= scheme_.bcrypt_cost ? std::optional{cost} : std::nullopt;
}

/// Does what checking `stored`, which took a core as long, did less than checking a hash of today.
void PasswordHasher::make_up_for(std::string_view stored,
                                 std::chrono::duration<double> took) const {
    if (const auto cost = cheaper_bcrypt(stored)) {
        // One more of a cost is twice the work.
        if (*cost < scheme_.bcrypt_cost) work(1 - std::ldexp(1.0, *cost - scheme_.bcrypt_cost));
        return;
    }
    // How long a hash of today takes, here and now, a part of one tells.
    constexpr double kPart = 1.0 / 16;
    const auto begin = own_time();
    const double part = work(kPart);
    const auto whole = (own_time() - begin) / part;
    const double left = 1 - part - took / whole;
    if (left > 0) work(left);
}

/// Does this share of the work of a hash of today, or the least that can be done; gives which share
/// it was.
double PasswordHasher::work(double share) const {
    if (scheme_.algorithm == PasswordScheme::Algorithm::argon2id) {
        Argon2Cost cost = argon2_cost(scheme_);
        cost.memory_kib =
            std::max(8 * cost.lanes, static_cast<std::uint32_t>(share * scheme_.argon2_memory_kib));
        (void)make_argon2id({}, cost, random_);
        return static_cast<double>(cost.memory_kib) / scheme_.argon2_memory_kib;
    }
    // Of costs that add up to it.
    const int steps = scheme_.bcrypt_cost - CryptHash::kLowestCost;
    const auto units = std::max(1U, static_cast<unsigned>(std::ldexp(share, steps)));
    for (int step = 0; step <= steps; ++step) {
        if ((units >> static_cast<unsigned>(step) & 1U) != 0) {
            (void)make_bcrypt({}, CryptHash::kLowestCost + step, random_);
        }
    }
    return std::ldexp(units, -steps);
}

std::expected<std::string, HashRefusal> PasswordHasher::adopt(
    std::string_view text, std::string_view pepper_print, const FirebaseProject* project) const {
    const auto printable = [](char character) { return character > ' ' && character <= '~'; };
    if (text.size() > kMostText || !std::ranges::all_of(text, printable)) {
        return malformed_hash("a hash is up to 2048 printable characters of ASCII");
    }
    if (const auto tagged = take_apart(text)) {
        const std::string known = this->pepper_print(text);
        if (known.empty() || !constant_time_equal(known, pepper_print)) {
            return refuse_hash("other_keys", "the hash was made with a pepper that is not here");
        }
        const auto own = parse_own(tagged->hash);
        if (!own) return std::unexpected(own.error());
        return std::string{text};
    }
    if (FirebaseHash::recognizes(text)) return FirebaseHash::adopt(text, project, project_seal_);
    const auto plain = parse_plain(text);
    if (!plain) return std::unexpected(plain.error());
    return std::string{text};
}

std::string PasswordHasher::pepper_print(std::string_view stored) const {
    const auto tagged = take_apart(stored);
    const auto pepper = tagged ? peppers_.by_id.find(tagged->pepper_id) : peppers_.by_id.end();
    if (pepper == peppers_.by_id.end()) return {};
    const Secret print = hkdf_sha256(pepper->second.expose(), {}, "pepper print", kPrintBytes);
    return hex_encode(print.expose());
}

bool PasswordHasher::same(std::string_view stored, std::string_view other) {
    return FirebaseHash::without_key(stored) == FirebaseHash::without_key(other);
}

bool PasswordHasher::is_own(std::string_view stored) {
    return take_apart(stored).has_value();
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
