#include "apps/gatehouse/backup/durable_file.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::backup {
namespace {

constexpr std::size_t kChunk = 64 * 1024;
constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

/// An open file or folder, closed at the end.
class Opened {
public:
    Opened(const std::filesystem::path& path, int flags)
        : path_(path), number_(::open(path.c_str(), flags, 0600)) {
        if (number_ < 0) fail();
    }
    ~Opened() { ::close(number_); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

    std::string_view read(std::array<char, kChunk>& chunk) {
        for (;;) {
            const ssize_t got = ::read(number_, chunk.data(), chunk.size());
            if (got >= 0) return {chunk.data(), static_cast<std::size_t>(got)};
            if (errno != EINTR) fail();
        }
    }
    void write(std::string_view content) {
        while (!content.empty()) {
            const ssize_t written = ::write(number_, content.data(), content.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail();
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void flush() {
        if (::fsync(number_) != 0) fail();
    }

private:
    [[noreturn]] void fail() const {
        throw std::system_error(errno, std::generic_category(), path_.string());
    }

    const std::filesystem::path& path_;
    int number_;
};

}  // namespace

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0) {
        throw std::system_error(errno, std::generic_category(), folder.string());
    }
}

void write_new_file(const std::filesystem::path& file, std::string_view content) {
    Opened opened{file, kNew};
    opened.write(content);
    opened.flush();
}

void copy_private(const std::filesystem::path& from, const std::filesystem::path& to) {
    Opened source{from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW};
    Opened target{to, kNew};
    std::array<char, kChunk> chunk;  // NOLINT(*-member-init): filled before it is read
    for (auto part = source.read(chunk); !part.empty(); part = source.read(chunk)) {
        target.write(part);
    }
    target.flush();
}

void flush_folder(const std::filesystem::path& folder) {
    Opened{folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC}.flush();
}

}  // namespace gatehouse::backup
