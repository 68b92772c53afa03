// Forgery oracle: whatever bytes arrive, a token is accepted only if it is one that was signed
// here. libFuzzer mutates a good token; its own mutations are joined by some that know the
// structure: each part can be decoded, changed and encoded again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include <stdlib.h>

#include "platform/crypto/claims.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/es256.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/tokens.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace gatehouse::crypto {
namespace {

constexpr std::int64_t kIssuedAt = 1'800'000'000;

class FixedClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time_from_unix_ms(kIssuedAt * 1000); }
    [[nodiscard]] SteadyTime steady_now() const override { return {}; }
};

/// One installation for the whole run.
class Harness {
public:
    Harness() : verifier_(make_verifier()), signed_(make_token()) {}

    [[nodiscard]] const std::string& token() const { return signed_; }

    void check(std::string_view text) {
        const auto result = verifier_.verify(text, clock_.now());
        if (result && text != signed_) {
            std::abort();
        }
        check_claims(text);
    }

private:
    /// What the reader accepts, written again, is read the same.
    static void check_claims(std::string_view text) {
        if (const auto claims = read_claims(text)) {
            bool writable = true;
            for (const std::string& role : claims->roles) {
                writable = writable && !role.empty() && !role.contains(' ');
            }
            if (writable && read_claims(write_claims(*claims)) != claims) {
                std::abort();
            }
        }
    }

    static std::filesystem::path fresh_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "fuzz-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) std::abort();
        return pattern;
    }

    AccessTokenVerifier make_verifier() {
        const auto folder = fresh_folder();
        ring_ = KeyRing::open(folder / "keys", clock_, random_);
        std::filesystem::remove_all(folder);
        return {ring_->signing_keys(),
                {.issuer = "https://id.example.org", .audience = "gatehouse"}};
    }

    std::string make_token() {
        AccessClaims claims;
        claims.issuer = "https://id.example.org";
        claims.audience = "gatehouse";
        claims.issued_at = claims.not_before = kIssuedAt;
        claims.expires_at = kIssuedAt + 900;
        claims.roles = {"user"};
        return AccessTokenSigner(ring_->signing_keys()).sign(claims, clock_.now());
    }

    FixedClock clock_;
    SystemRandom random_;
    std::unique_ptr<KeyRing> ring_;
    AccessTokenVerifier verifier_;
    std::string signed_;
};

Harness& harness() {
    static Harness instance;
    return instance;
}

std::string mutated(std::string bytes, std::size_t room) {
    const std::size_t size = bytes.size();
    bytes.resize(size + room);
    bytes.resize(
        LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size()));
    return bytes;
}

}  // namespace
}  // namespace gatehouse::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    gatehouse::crypto::harness().check({reinterpret_cast<const char*>(data), size});
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
    using namespace gatehouse::crypto;
    if (seed % 4 == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    std::string text(reinterpret_cast<const char*>(data), size);
    if (std::ranges::count(text, '.') != 2) {
        text = harness().token();
    }
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    std::string parts[3] = {text.substr(0, first), text.substr(first + 1, last - first - 1),
                            text.substr(last + 1)};
    std::string& part = parts[seed / 4 % 3];
    part = base64url_encode(mutated(base64url_decode(part).value_or(part), 64));
    const std::string result = parts[0] + "." + parts[1] + "." + parts[2];
    const std::size_t kept = std::min(result.size(), max_size);
    std::memcpy(data, result.data(), kept);
    return kept;
}
