#include "platform/crypto/seal.hpp"

#include <array>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>

#include <openssl/evp.h>

#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kLargestText = std::size_t{1} << 24;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context make_context() {
    Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!context) {
        throw std::bad_alloc();
    }
    return context;
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

void require(int result) {
    if (result != 1) {
        throw std::runtime_error("AES-256-GCM is not available");
    }
}

}  // namespace

Seal::Seal(Secret key, RandomSource& random) : key_(std::move(key)), random_(random) {
    if (key_.size() != kKeySize) {
        throw std::invalid_argument("a sealing key has 32 bytes");
    }
}

std::string Seal::seal(std::string_view text, std::string_view bound_to) const {
    if (text.size() > kLargestText || bound_to.size() > kLargestText) {
        throw std::invalid_argument("too long to be sealed");
    }
    std::string sealed(kNonceSize + text.size() + kTagSize, '\0');
    random_.fill(std::as_writable_bytes(std::span(sealed).first(kNonceSize)));
    const Context context = make_context();
    int length = 0;
    require(EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), bytes(key_.expose()),
                                bytes(sealed), nullptr));
    require(EVP_EncryptUpdate(context.get(), nullptr, &length, bytes(bound_to),
                              static_cast<int>(bound_to.size())));
    require(EVP_EncryptUpdate(context.get(), bytes(sealed) + kNonceSize, &length, bytes(text),
                              static_cast<int>(text.size())));
    unsigned char* tag = bytes(sealed) + kNonceSize + text.size();
    require(EVP_EncryptFinal_ex(context.get(), tag, &length));
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, tag));
    return base64url_encode(sealed);
}

std::optional<std::string> Seal::open(std::string_view sealed, std::string_view bound_to) const {
    auto raw = base64url_decode(sealed);
    if (!raw || raw->size() < kNonceSize + kTagSize || raw->size() > kLargestText) {
        return std::nullopt;
    }
    std::string text(raw->size() - kNonceSize - kTagSize, '\0');
    const Context context = make_context();
    int length = 0;
    require(EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), bytes(key_.expose()), bytes(*raw),
                                nullptr));
    require(EVP_DecryptUpdate(context.get(), nullptr, &length, bytes(bound_to),
                              static_cast<int>(bound_to.size())));
    require(EVP_DecryptUpdate(context.get(), bytes(text), &length, bytes(*raw) + kNonceSize,
                              static_cast<int>(text.size())));
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize,
                                bytes(*raw) + kNonceSize + text.size()));
    unsigned char end[kTagSize];
    if (EVP_DecryptFinal_ex(context.get(), end, &length) != 1) {
        return std::nullopt;
    }
    return text;
}

}  // namespace gatehouse::crypto
