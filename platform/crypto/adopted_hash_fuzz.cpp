// Whatever a file of accounts holds as a password hash, taking it over neither fails nor lets a
// cost through that is not affordable, and what was taken is taken again as it is.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include <stdlib.h>

#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/password_hash.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kSamples[] = {
    "$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$gh1$1$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$scrypt$ln=4,r=8,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$pbkdf2-sha256$i=6,l=32$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "pbkdf2_sha512$20$seasalt$oBSd886ysm3AqYun62DOdin8YcfbU1z9cksZSuLP9r0=",
    "$6$rounds=1000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
    "UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
    "$firescrypt$ln=4,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQw==$Bw==$"
    "YE0dO4bwD4JnJafh6lZZfg==",
    "$firescrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9A==",
};

class FixedClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return {}; }
    [[nodiscard]] SteadyTime steady_now() const override { return {}; }
};

/// One installation for the whole run.
class Harness {
public:
    void check(std::string_view text) {
        const std::string print = hasher_.pepper_print(text);
        const auto adopted = hasher_.adopt(text, print, &project_);
        if (!adopted) return;
        const auto again = hasher_.adopt(*adopted, print, nullptr);
        if (!again || *again != *adopted || !PasswordHasher::same(*again, *adopted)) std::abort();
        // The costs of the samples grow by a digit or two only: what stays cheap is checked whole.
        if (is_cheap(*adopted)) (void)hasher_.verify("password", *adopted);
    }

private:
    static bool is_cheap(std::string_view text) {
        return std::ranges::any_of(kSamples, [text](std::string_view sample) {
            return text.starts_with(sample.substr(0, 24));
        });
    }

    static std::unique_ptr<KeyRing> make_keys(const Clock& clock, RandomSource& random) {
        std::string folder = (std::filesystem::temp_directory_path() / "fuzz-XXXXXX").string();
        if (::mkdtemp(folder.data()) == nullptr) std::abort();
        auto ring = KeyRing::open(folder + "/keys", clock, random);
        std::filesystem::remove_all(folder);
        return ring;
    }

    FixedClock clock_;
    SystemRandom random_;
    std::unique_ptr<KeyRing> ring_ = make_keys(clock_, random_);
    PasswordHasher hasher_{*ring_, random_, {.bcrypt_cost = 4}};
    FirebaseProject project_ =
        FirebaseProject::make("AAAAAAAAAAAAAAAAAAAAAA==", "Bw==", 8, 4, hasher_.project_seal())
            .value();
};

}  // namespace
}  // namespace gatehouse::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static gatehouse::crypto::Harness harness;
    harness.check({reinterpret_cast<const char*>(data), size});
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
    using gatehouse::crypto::kSamples;
    if (seed % 4 == 0) {
        const std::string_view sample = kSamples[seed / 4 % std::size(kSamples)];
        size = std::min(sample.size(), max_size);
        std::memcpy(data, sample.data(), size);
    }
    return LLVMFuzzerMutate(data, size, max_size);
}
