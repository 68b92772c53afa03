#include "platform/crypto/digest.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "platform/crypto/context_pool.hpp"
#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kMinimumKey = 16;
constexpr std::size_t kMinimumTag = 16;

using KdfPtr = std::unique_ptr<EVP_KDF, OpensslDelete<EVP_KDF_free>>;
using KdfContextPtr = std::unique_ptr<EVP_KDF_CTX, OpensslDelete<EVP_KDF_CTX_free>>;

OSSL_PARAM bytes_param(const char* name, std::string_view bytes) {
    // An empty view may point nowhere, which OpenSSL takes for a missing value.
    const char* const data = bytes.empty() ? "" : bytes.data();
    // The structure is not const-correct; OpenSSL only reads what is passed to a setter.
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(data), bytes.size());
}

}  // namespace

Digest sha256(std::string_view message) {
    Digest digest;
    check_openssl(EVP_Digest(message.data(), message.size(), digest.data(), nullptr,
                             sha256_method(), nullptr) == 1,
                  "SHA-256");
    return digest;
}

void RunningDigest::Release::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

RunningDigest::RunningDigest() : context_(EVP_MD_CTX_new()) {
    check_openssl(context_ && EVP_DigestInit_ex(context_.get(), sha256_method(), nullptr) == 1,
                  "SHA-256");
}

RunningDigest::~RunningDigest() = default;

void RunningDigest::add(std::string_view piece) {
    check_openssl(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1, "SHA-256");
}

Digest RunningDigest::value() const {
    const DigestContextPtr copy{EVP_MD_CTX_new()};
    Digest digest;
    check_openssl(copy && EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1 &&
                      EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1,
                  "SHA-256");
    return digest;
}

Secret hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info,
                   std::size_t size) {
    const KdfPtr method{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
    check_openssl(method != nullptr, "HKDF is missing");
    const KdfContextPtr context{EVP_KDF_CTX_new(method.get())};
    check_openssl(context != nullptr, "HKDF");
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        bytes_param(OSSL_KDF_PARAM_KEY, secret),
        bytes_param(OSSL_KDF_PARAM_SALT, salt),
        bytes_param(OSSL_KDF_PARAM_INFO, info),
        OSSL_PARAM_construct_end(),
    };
    Secret derived(size);
    auto* out = reinterpret_cast<unsigned char*>(derived.writable().data());
    check_openssl(EVP_KDF_derive(context.get(), out, size, params) == 1, "HKDF");
    return derived;
}

struct Mac::Keyed {
    MacContextPtr context;
    ContextPool<MacContextPtr> copies{};
};

Mac::Mac(std::string_view key) {
    if (key.size() < kMinimumKey) {
        throw std::invalid_argument("a MAC key has 16 bytes at least");
    }
    EVP_MAC* method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    check_openssl(method != nullptr, "HMAC is missing");
    // The context keeps its own reference to the method.
    MacContextPtr context{EVP_MAC_CTX_new(method)};
    EVP_MAC_free(method);
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    check_openssl(context != nullptr &&
                      EVP_MAC_init(context.get(), unsigned_bytes(key), key.size(), params) == 1,
                  "HMAC");
    keyed_ = std::make_shared<Keyed>(std::move(context));
}

Digest Mac::sign(std::string_view message) const {
    return sign({message});
}

Digest Mac::sign(std::initializer_list<std::string_view> parts) const {
    MacContextPtr context = keyed_->copies.take(
        [this] { return MacContextPtr{EVP_MAC_CTX_dup(keyed_->context.get())}; });
    // Without a key it starts again with the one it has: its two blocks are not hashed again.
    check_openssl(context != nullptr && EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1,
                  "HMAC");
    for (const std::string_view part : parts) {
        check_openssl(EVP_MAC_update(context.get(), unsigned_bytes(part), part.size()) == 1,
                      "HMAC");
    }
    Digest digest;
    std::size_t size = 0;
    check_openssl(EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1 &&
                      size == digest.size(),
                  "HMAC");
    keyed_->copies.give_back(std::move(context));
    return digest;
}

bool Mac::verify(std::string_view message, std::string_view tag) const {
    if (tag.size() < kMinimumTag || tag.size() > std::tuple_size_v<Digest>) {
        return false;
    }
    const Digest digest = sign(message);
    return constant_time_equal(bytes_of(digest).substr(0, tag.size()), tag);
}

}  // namespace gatehouse::crypto
