#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {

void throw_openssl(std::string_view doing) {
    std::string text(doing);
    if (const unsigned long code = ERR_get_error(); code != 0) {
        char reason[256];
        ERR_error_string_n(code, reason, sizeof reason);
        text.append(": ").append(reason);
    }
    ERR_clear_error();
    throw std::runtime_error(text);
}

const EVP_MD* sha256_method() {
    // An implicit look-up at each use costs more than hashing a short message.
    static const EVP_MD* const method = [] {
        const EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
        check_openssl(fetched != nullptr, "SHA-256 is missing");
        return fetched;
    }();
    return method;
}

}  // namespace gatehouse::crypto
