#include "platform/crypto/file_digest.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/crypto/openssl.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kChunk = 64 * 1024;

[[noreturn]] void fail(int error, const std::filesystem::path& file) {
    throw std::system_error(error, std::generic_category(), file.string());
}

class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& file)
        : number_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) {
        struct stat status{};
        if (number_ < 0 || ::fstat(number_, &status) != 0) fail(errno, file);
        if (!S_ISREG(status.st_mode)) fail(EINVAL, file);
    }
    ~OpenFile() {
        if (number_ >= 0) ::close(number_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

}  // namespace

FileDigest digest_of_file(const std::filesystem::path& file) {
    const OpenFile opened{file};
    const DigestContextPtr context{EVP_MD_CTX_new()};
    check_openssl(context && EVP_DigestInit_ex(context.get(), sha256_method(), nullptr) == 1,
                  "SHA-256");
    FileDigest result{};
    std::array<char, kChunk> chunk;  // NOLINT(*-member-init): filled before it is read
    for (;;) {
        const ssize_t got = ::read(opened.number(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(errno, file);
        if (got == 0) break;
        const auto size = static_cast<std::size_t>(got);
        check_openssl(EVP_DigestUpdate(context.get(), chunk.data(), size) == 1, "SHA-256");
        result.bytes += size;
    }
    check_openssl(EVP_DigestFinal_ex(context.get(), result.sha256.data(), nullptr) == 1, "SHA-256");
    return result;
}

}  // namespace gatehouse::crypto
