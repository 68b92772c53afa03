#include "platform/crypto/crypt_hash.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <span>
#include <system_error>

#include <crypt.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kSha512 = "$6$";
constexpr std::string_view kRounds = "rounds=";
constexpr std::size_t kBcryptLimit = 72;  // bytes of a password that bcrypt looks at
constexpr std::size_t kBcryptSize = 60;
constexpr std::size_t kBcryptSaltEnd = 29;
constexpr std::size_t kSha512HashSize = 86;
constexpr std::size_t kSha512SaltSize = 16;
constexpr std::size_t kSaltBytes = 16;
constexpr std::uint32_t kFewestRounds = 1000;

bool in_crypt_alphabet(std::string_view text) {
    return std::ranges::all_of(text, [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '.' && character <= '9');  // with '/' between them
    });
}

std::optional<HashRefusal> fault_of_bcrypt(std::string_view text) {
    if (text.size() != kBcryptSize || text[3] != '$' || text[6] != '$' ||
        !in_crypt_alphabet(text.substr(7))) {
        return malformed_hash("bcrypt is $2b$, two digits, $ and 53 characters").error();
    }
    int cost = 0;
    const auto [end, error] = std::from_chars(text.data() + 4, text.data() + 6, cost);
    if (error != std::errc{} || end != text.data() + 6 || cost < CryptHash::kLowestCost) {
        return malformed_hash("bcrypt's cost is 4 at least").error();
    }
    if (cost > CryptHash::kHighestCost) return too_costly("bcrypt's cost is 15 at most").error();
    return std::nullopt;
}

std::optional<HashRefusal> fault_of_sha512(std::string_view text) {
    text.remove_prefix(kSha512.size());
    if (text.starts_with(kRounds)) {
        const auto end = text.find('$');
        if (end == std::string_view::npos) return malformed_hash("it has no salt").error();
        const auto rounds = read_decimal(text.substr(kRounds.size(), end - kRounds.size()));
        if (!rounds || *rounds < kFewestRounds) {
            return malformed_hash("SHA-512-crypt has 1000 rounds at least").error();
        }
        if (*rounds > CryptHash::kMostRounds) {
            return too_costly("SHA-512-crypt has 1000000 rounds at most").error();
        }
        text.remove_prefix(end + 1);
    }
    const auto end = text.find('$');
    if (end == std::string_view::npos || end > kSha512SaltSize ||
        !in_crypt_alphabet(text.substr(0, end)) || text.size() - end - 1 != kSha512HashSize ||
        !in_crypt_alphabet(text.substr(end + 1))) {
        return malformed_hash("SHA-512-crypt is a salt of up to 16 characters, $ and 86 more")
            .error();
    }
    return std::nullopt;
}

/// What crypt(3) makes of `password` with the salt and cost at the front of `setting`; nothing for
/// a password longer than it takes.
std::optional<std::string> run_crypt(std::string_view password, const std::string& setting) {
    if (password.size() >= CRYPT_MAX_PASSPHRASE_SIZE) return std::nullopt;
    Secret terminated(password.size() + 1);
    std::ranges::copy(std::as_bytes(std::span{password}), terminated.writable().data());
    // 32 KiB with the key schedule in it: on the heap, and wiped.
    const auto data = std::make_unique<crypt_data>();
    const char* result = ::crypt_r(terminated.expose().data(), setting.c_str(), data.get());
    std::string hash = result == nullptr ? "*0" : result;
    wipe(data.get(), sizeof(crypt_data));
    if (hash.starts_with('*')) {
        throw std::system_error(errno, std::generic_category(), "crypt");
    }
    return hash;
}

}  // namespace

bool CryptHash::recognizes(std::string_view text) {
    return text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$") ||
           text.starts_with(kSha512);
}

std::expected<CryptHash, HashRefusal> CryptHash::parse(std::string_view text) {
    auto fault = text.starts_with(kSha512) ? fault_of_sha512(text) : fault_of_bcrypt(text);
    if (fault) return std::unexpected(std::move(*fault));
    return CryptHash{text};
}

bool CryptHash::matches(std::string_view password) const {
    if (text_.starts_with(kSha512)) {
        const auto hash = run_crypt(password, text_);
        return hash && constant_time_equal(*hash, text_);
    }
    const auto hash = run_crypt(password.substr(0, kBcryptLimit), text_);
    // Some libraries leave bits of the salt's last character set that mean nothing; crypt(3) clears
    // them, so the hash alone is compared.
    return hash && constant_time_equal(std::string_view{*hash}.substr(kBcryptSaltEnd),
                                       std::string_view{text_}.substr(kBcryptSaltEnd));
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

std::string make_bcrypt(std::string_view password, int cost, RandomSource& random) {
    return run_crypt(password, bcrypt_setting(cost, random)).value();
}

}  // namespace gatehouse::crypto
