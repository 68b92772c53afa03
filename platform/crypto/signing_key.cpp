#include "platform/crypto/signing_key.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kKidBytes = 12;
constexpr std::size_t kCoordinate = 32;

/// Fills in what follows from the pair and the kid.
void derive_public_parts(SigningKey& key) {
    std::array<unsigned char, 1 + 2 * kCoordinate> point{};
    std::size_t size = 0;
    char group[32] = {};
    check_openssl(
        EVP_PKEY_get_utf8_string_param(key.pair->get(), OSSL_PKEY_PARAM_GROUP_NAME, group,
                                       sizeof group, nullptr) == 1 &&
            std::string_view(group) == "prime256v1" &&
            EVP_PKEY_get_octet_string_param(key.pair->get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                            point.data(), point.size(), &size) == 1 &&
            size == point.size() && point[0] == 4,
        "not a P-256 key");
    const std::string_view coordinates(reinterpret_cast<const char*>(point.data()) + 1,
                                       2 * kCoordinate);
    key.public_jwk = R"({"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" + key.kid +
                     R"(","x":")" + base64url_encode(coordinates.substr(0, kCoordinate)) +
                     R"(","y":")" + base64url_encode(coordinates.substr(kCoordinate)) + R"("})";
    key.header = base64url_encode(R"({"alg":"ES256","typ":"at+jwt","kid":")" + key.kid + R"("})");
}

/// The value of the next line, `<name>: <value>`, which it takes off `text`; nothing when the line
/// is another.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(name) ||
        !text.substr(name.size()).starts_with(": ")) {
        return std::nullopt;
    }
    const std::size_t from = name.size() + 2;
    const auto value = text.substr(from, end - from);
    text.remove_prefix(end + 1);
    return value;
}

Time take_time(std::string_view& text, std::string_view name) {
    const auto value = take_line(text, name);
    const auto time = value ? from_rfc3339(*value) : std::nullopt;
    if (!time) {
        throw std::runtime_error("line " + std::string(name) + " is missing or malformed");
    }
    return *time;
}

}  // namespace

std::string_view text_of(KeyState state) noexcept {
    switch (state) {
        case KeyState::next:
            return "next";
        case KeyState::active:
            return "active";
        case KeyState::retiring:
            return "retiring";
        case KeyState::retired:
            return "retired";
        case KeyState::revoked:
            return "revoked";
    }
    std::unreachable();
}

KeyState SigningKey::state(Time now) const noexcept {
    if (revoked_at) return KeyState::revoked;
    if (now < signs_from) return KeyState::next;
    if (!replaced_at || now < *replaced_at) return KeyState::active;
    return now < *verifies_until ? KeyState::retiring : KeyState::retired;
}

SigningKey make_signing_key(RandomSource& random, Time created_at, Time signs_from) {
    SigningKey key{};
    key.kid = hex_encode(random_bytes(random, kKidBytes));
    key.created_at = created_at;
    key.signs_from = signs_from;
    std::shared_ptr<EVP_PKEY> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
    check_openssl(pair != nullptr, "making a P-256 key");
    key.pair = std::make_shared<const Es256Pair>(std::move(pair));
    derive_public_parts(key);
    return key;
}

Secret write_signing_key(const SigningKey& key) {
    std::string lines = "kid: " + key.kid + "\ncreated_at: " + to_rfc3339(key.created_at) +
                        "\nsigns_from: " + to_rfc3339(key.signs_from) + "\n";
    if (key.revoked_at) {
        lines += "revoked_at: " + to_rfc3339(*key.revoked_at) + "\n";
    }
    // Secure memory is wiped when it is released.
    const BioPtr out{BIO_new(BIO_s_secmem())};
    check_openssl(out != nullptr &&
                      BIO_write(out.get(), lines.data(), static_cast<int>(lines.size())) > 0 &&
                      PEM_write_bio_PKCS8PrivateKey(out.get(), key.pair->get(), nullptr, nullptr, 0,
                                                    nullptr, nullptr) == 1,
                  "writing a signing key");
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return Secret{std::string_view(data, static_cast<std::size_t>(size))};
}

SigningKey read_signing_key(std::string_view text) {
    SigningKey key{};
    const auto kid = take_line(text, "kid");
    if (!kid || kid->size() != 2 * kKidBytes || !hex_decode(*kid)) {
        throw std::runtime_error("line kid is missing or malformed");
    }
    key.kid = *kid;
    key.created_at = take_time(text, "created_at");
    key.signs_from = take_time(text, "signs_from");
    if (text.starts_with("revoked_at")) {
        key.revoked_at = take_time(text, "revoked_at");
    }
    const BioPtr in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    check_openssl(in != nullptr && text.starts_with("-----BEGIN PRIVATE KEY-----"),
                  "no private key in PEM");
    // An encrypted key must not make OpenSSL ask for a password on the terminal.
    const auto no_password = [](char*, int, int, void*) { return -1; };
    std::shared_ptr<EVP_PKEY> pair(PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr),
                                   EVP_PKEY_free);
    check_openssl(pair != nullptr && EVP_PKEY_is_a(pair.get(), "EC") == 1, "not an EC private key");
    const PkeyContextPtr check{EVP_PKEY_CTX_new_from_pkey(nullptr, pair.get(), nullptr)};
    check_openssl(check != nullptr && EVP_PKEY_pairwise_check(check.get()) == 1,
                  "the key's halves do not belong together");
    key.pair = std::make_shared<const Es256Pair>(std::move(pair));
    derive_public_parts(key);
    return key;
}

}  // namespace gatehouse::crypto
