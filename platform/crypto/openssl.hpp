#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace gatehouse::crypto {

/// Releases one kind of OpenSSL object.
template <auto Free>
struct OpensslDelete {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using PkeyPtr = std::unique_ptr<EVP_PKEY, OpensslDelete<EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, OpensslDelete<EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, OpensslDelete<EVP_MD_CTX_free>>;
using MacContextPtr = std::unique_ptr<EVP_MAC_CTX, OpensslDelete<EVP_MAC_CTX_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, OpensslDelete<ECDSA_SIG_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslDelete<BIO_vfree>>;

/// Throws std::runtime_error with OpenSSL's own reason, and empties its queue of errors.
[[noreturn]] void throw_openssl(std::string_view doing);

/// As above unless `ok`.
inline void check_openssl(bool ok, std::string_view doing) {
    if (!ok) {
        throw_openssl(doing);
    }
}

inline const unsigned char* unsigned_bytes(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// SHA-256, looked up in OpenSSL's provider once for the whole process.
const EVP_MD* sha256_method();

}  // namespace gatehouse::crypto
