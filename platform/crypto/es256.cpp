#include "platform/crypto/es256.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "platform/crypto/context_pool.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kHalf = 32;
using Number = std::array<std::uint8_t, kHalf>;

/// The order of the group (FIPS 186-5, SP 800-186 section 3.2.1.3).
constexpr Number kOrder = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                           0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                           0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

constexpr Number half_of(const Number& number) {
    Number half{};
    unsigned carry = 0;
    for (std::size_t i = 0; i < kHalf; ++i) {
        const unsigned value = carry << 8 | number[i];
        half[i] = static_cast<std::uint8_t>(value >> 1);
        carry = value & 1;
    }
    return half;
}

constexpr Number kHalfOrder = half_of(kOrder);

/// The order minus `number`, which is less than it.
Number negate(const Number& number) {
    Number result{};
    int borrow = 0;
    for (std::size_t i = kHalf; i-- > 0;) {
        const int value = kOrder[i] - number[i] - borrow;
        borrow = value < 0 ? 1 : 0;
        result[i] = static_cast<std::uint8_t>(value & 0xff);
    }
    return result;
}

std::string_view text(const Number& number) {
    return {reinterpret_cast<const char*>(number.data()), number.size()};
}

/// Appends a number as an ASN.1 INTEGER: no needless zeros in front, none negative.
void append_integer(std::string& der, std::string_view number) {
    while (number.size() > 1 && number.front() == '\0') {
        number.remove_prefix(1);
    }
    const bool pad = (static_cast<std::uint8_t>(number.front()) & 0x80) != 0;
    der.push_back('\x02');
    der.push_back(static_cast<char>(number.size() + (pad ? 1 : 0)));
    if (pad) {
        der.push_back('\0');
    }
    der.append(number);
}

PkeyContextPtr make_context(EVP_PKEY& pair, int (*init)(EVP_PKEY_CTX*), std::string_view doing) {
    PkeyContextPtr made{EVP_PKEY_CTX_new_from_pkey(nullptr, &pair, nullptr)};
    check_openssl(made != nullptr && init(made.get()) == 1, doing);
    return made;
}

}  // namespace

struct Es256Pair::Contexts {
    ContextPool<PkeyContextPtr> signing;
    ContextPool<PkeyContextPtr> verifying;
};

Es256Pair::Es256Pair(std::shared_ptr<evp_pkey_st> pair)
    : pair_(std::move(pair)), contexts_(std::make_unique<Contexts>()) {
}

Es256Pair::~Es256Pair() = default;

std::string Es256Pair::sign(std::string_view message) const {
    PkeyContextPtr context = contexts_->signing.take(
        [this] { return make_context(*pair_, EVP_PKEY_sign_init, "signing"); });
    const Digest digest = sha256(message);
    std::array<unsigned char, 80> der{};
    std::size_t size = der.size();
    check_openssl(
        EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) == 1,
        "signing");
    contexts_->signing.give_back(std::move(context));
    const unsigned char* begin = der.data();
    const SignaturePtr signature{d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size))};
    check_openssl(signature != nullptr, "signing");
    Number r{};
    Number s{};
    check_openssl(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), r.data(), kHalf) == kHalf &&
                      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), s.data(), kHalf) == kHalf,
                  "signing");
    if (s > kHalfOrder) {
        s = negate(s);
    }
    return std::string(text(r)).append(text(s));
}

bool Es256Pair::verify(std::string_view message, std::string_view signature) const {
    if (signature.size() != 2 * kHalf || signature.substr(kHalf) > text(kHalfOrder)) {
        return false;
    }
    std::string body;
    append_integer(body, signature.substr(0, kHalf));
    append_integer(body, signature.substr(kHalf));
    std::string der{'\x30', static_cast<char>(body.size())};
    der.append(body);

    PkeyContextPtr context = contexts_->verifying.take(
        [this] { return make_context(*pair_, EVP_PKEY_verify_init, "verifying"); });
    const Digest digest = sha256(message);
    const bool valid = EVP_PKEY_verify(context.get(), unsigned_bytes(der), der.size(),
                                       digest.data(), digest.size()) == 1;
    if (valid) {
        contexts_->verifying.give_back(std::move(context));
    } else {
        // A malformed signature leaves its reason in the thread's queue of errors.
        ERR_clear_error();
    }
    return valid;
}

}  // namespace gatehouse::crypto
