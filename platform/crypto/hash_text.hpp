#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::crypto {

/// Why a password hash of another system is not taken over.
struct HashRefusal {
    std::string_view code;  ///< stable: `unknown_format`, `malformed_hash`, `too_costly`, ...
    std::string detail;
};

inline std::unexpected<HashRefusal> refuse_hash(std::string_view code, std::string detail) {
    return std::unexpected(HashRefusal{code, std::move(detail)});
}
inline std::unexpected<HashRefusal> malformed_hash(std::string detail) {
    return refuse_hash("malformed_hash", std::move(detail));
}
inline std::unexpected<HashRefusal> too_costly(std::string detail) {
    return refuse_hash("too_costly", std::move(detail));
}

// Fewer bytes of a hash than these would be guessed; more than these nobody makes.
inline constexpr std::size_t kLeastHashBytes = 16;
inline constexpr std::size_t kMostHashBytes = 256;
inline constexpr std::size_t kMostSaltBytes = 256;

/// The parts of `text` between dollar signs; an empty one stays.
[[nodiscard]] std::vector<std::string_view> split_hash(std::string_view text);

/// A number in decimal digits without leading zeros and without anything else; nothing otherwise.
[[nodiscard]] std::optional<std::uint32_t> read_decimal(std::string_view text);

/// The numbers of `names[0]=1,names[1]=2,...`, in that order and all of them; nothing otherwise.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> read_numbers(
    std::string_view text, std::initializer_list<std::string_view> names);

/// Base64 in each of the alphabets that password hashes are written in (`+/`, `-_`, `./` of
/// passlib), with padding or without; nothing for other characters or an impossible length.
[[nodiscard]] std::optional<std::string> read_base64(std::string_view text);

/// Salt and hash of `text` in base64, within the bounds above.
struct SaltAndHash {
    std::string salt;
    std::string hash;
};
[[nodiscard]] std::expected<SaltAndHash, HashRefusal> read_salt_and_hash(std::string_view salt,
                                                                         std::string_view hash);

}  // namespace gatehouse::crypto
