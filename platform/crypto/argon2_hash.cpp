#include "platform/crypto/argon2_hash.hpp"

#include <stdexcept>
#include <string>

#include <argon2.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kArgon2id = "$argon2id$";
constexpr std::string_view kArgon2i = "$argon2i$";
constexpr std::uint32_t kMostMemory = 256 * 1024;
constexpr std::uint32_t kMostIterations = 16;
constexpr std::uint32_t kMostLanes = 8;
constexpr std::uint64_t kMostWork = 1024 * 1024;  // KiB written: about a second
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

}  // namespace

bool Argon2Cost::valid() const {
    return lanes > 0 && iterations > 0 && memory_kib >= 8 * std::uint64_t{lanes};
}

bool Argon2Cost::affordable() const {
    return memory_kib <= kMostMemory && iterations <= kMostIterations && lanes <= kMostLanes &&
           std::uint64_t{memory_kib} * iterations <= kMostWork;
}

bool Argon2Hash::recognizes(std::string_view text) {
    return text.starts_with(kArgon2id) || text.starts_with(kArgon2i);
}

std::expected<Argon2Hash, HashRefusal> Argon2Hash::parse(std::string_view text) {
    auto parts = split_hash(text.substr(1));
    // Hashes of argon2 1.0 have no version.
    std::uint32_t version = ARGON2_VERSION_10;
    if (parts.size() == 5 && (parts[1] == "v=19" || parts[1] == "v=16")) {
        if (parts[1] == "v=19") version = ARGON2_VERSION_13;
        parts.erase(parts.begin() + 1);
    }
    const auto numbers = parts.size() == 4 ? read_numbers(parts[1], {"m", "t", "p"}) : std::nullopt;
    if (!numbers) {
        return malformed_hash("argon2 is $argon2id$v=19$m=..,t=..,p=..$salt$hash");
    }
    const Argon2Cost cost{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
    if (!cost.valid()) return malformed_hash("argon2 does not take these parameters");
    if (!cost.affordable()) {
        return too_costly(
            "argon2 may use 256 MiB, 16 iterations, 8 lanes, and 1 GiB in all iterations together");
    }
    // As the library reads it: base64 without padding, and salts of 8 bytes.
    auto read = read_salt_and_hash(parts[2], parts[3]);
    if (!read) return std::unexpected(read.error());
    if (read->salt.size() < ARGON2_MIN_SALT_LENGTH ||
        parts[2].find_first_of("=-_.") != std::string_view::npos ||
        parts[3].find_first_of("=-_.") != std::string_view::npos) {
        return malformed_hash("argon2 has a salt of 8 bytes at least, and base64 without padding");
    }
    return Argon2Hash{text.starts_with(kArgon2id), version, cost, std::move(*read)};
}

bool Argon2Hash::matches(std::string_view password) const {
    const auto bytes_in = [](std::string_view text) {
        // The library takes what it only reads as writable.
        return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    std::string made(parts_.hash.size(), '\0');
    argon2_context context{};
    context.out = reinterpret_cast<std::uint8_t*>(made.data());
    context.outlen = static_cast<std::uint32_t>(made.size());
    context.pwd = bytes_in(password);
    context.pwdlen = static_cast<std::uint32_t>(password.size());
    context.salt = bytes_in(parts_.salt);
    context.saltlen = static_cast<std::uint32_t>(parts_.salt.size());
    context.t_cost = cost_.iterations;
    context.m_cost = cost_.memory_kib;
    context.lanes = cost_.lanes;
    context.threads = 1;
    context.version = version_;
    context.flags = ARGON2_DEFAULT_FLAGS;
    return argon2_ctx(&context, mixed_ ? Argon2_id : Argon2_i) == ARGON2_OK &&
           constant_time_equal(made, parts_.hash);
}

std::string make_argon2id(std::string_view password, const Argon2Cost& cost, RandomSource& random) {
    const std::string salt = random_bytes(random, kSaltBytes);
    std::string encoded(argon2_encodedlen(cost.iterations, cost.memory_kib, cost.lanes, kSaltBytes,
                                          kHashBytes, Argon2_id),
                        '\0');
    const int error = argon2id_hash_encoded(
        cost.iterations, cost.memory_kib, cost.lanes, password.data(), password.size(), salt.data(),
        salt.size(), kHashBytes, encoded.data(), encoded.size());
    if (error != ARGON2_OK) {
        throw std::runtime_error(std::string("argon2id: ") + argon2_error_message(error));
    }
    encoded.resize(encoded.find('\0'));
    return encoded;
}

}  // namespace gatehouse::crypto
