#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "platform/base/secret.hpp"

struct evp_md_ctx_st;

namespace gatehouse::crypto {

/// The 32 bytes that SHA-256 gives.
using Digest = std::array<std::uint8_t, 32>;

/// The bytes of a digest, for encoding and comparing; valid as long as the digest.
[[nodiscard]] inline std::string_view bytes_of(const Digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// SHA-256 (FIPS 180-4).
[[nodiscard]] Digest sha256(std::string_view message);

/// SHA-256 of a message that comes in pieces. For one thread.
class RunningDigest {
public:
    RunningDigest();
    ~RunningDigest();
    RunningDigest(const RunningDigest&) = delete;
    RunningDigest& operator=(const RunningDigest&) = delete;

    void add(std::string_view piece);
    /// The digest of all pieces so far.
    [[nodiscard]] Digest value() const;

private:
    struct Release {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Release> context_;
};

/// Derives `size` bytes from a secret with HKDF-SHA-256 (RFC 5869); at most 8160.
[[nodiscard]] Secret hkdf_sha256(std::string_view secret, std::string_view salt,
                                 std::string_view info, std::size_t size);

/// HMAC-SHA-256 (RFC 2104) with one key, whose schedule is done once. Immutable: shared between
/// threads, copied at will.
class Mac {
public:
    /// Takes a key of at least 16 bytes; throws std::invalid_argument for a shorter one.
    explicit Mac(std::string_view key);

    /// The code of `message`.
    [[nodiscard]] Digest sign(std::string_view message) const;
    /// The code of the parts one after the other; nothing separates them, so at most one of them
    /// may vary in length.
    [[nodiscard]] Digest sign(std::initializer_list<std::string_view> parts) const;
    /// Whether `tag` is the code of `message`, or its first bytes, 16 at least; in time that does
    /// not depend on where they differ.
    [[nodiscard]] bool verify(std::string_view message, std::string_view tag) const;

private:
    struct Keyed;
    std::shared_ptr<Keyed> keyed_;
};

}  // namespace gatehouse::crypto
