#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace gatehouse::crypto {

/// A P-256 key pair, or its public half alone, that makes and checks ES256 signatures (RFC 7518
/// section 3.4): ECDSA over SHA-256, r and s of 32 bytes each. Immutable, shared between threads.
class Es256Pair {
public:
    explicit Es256Pair(std::shared_ptr<evp_pkey_st> pair);
    ~Es256Pair();
    Es256Pair(const Es256Pair&) = delete;
    Es256Pair& operator=(const Es256Pair&) = delete;

    /// The signature of `message`, 64 bytes; s is always in the lower half of its range.
    [[nodiscard]] std::string sign(std::string_view message) const;

    /// Whether `signature` is that of `message`. One whose s lies in the upper half is refused
    /// although ECDSA would take it: it would be a second valid text of the same token that nobody
    /// signed.
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

    /// For OpenSSL's own functions.
    [[nodiscard]] evp_pkey_st* get() const noexcept { return pair_.get(); }

private:
    struct Contexts;

    std::shared_ptr<evp_pkey_st> pair_;
    std::unique_ptr<Contexts> contexts_;
};

}  // namespace gatehouse::crypto
