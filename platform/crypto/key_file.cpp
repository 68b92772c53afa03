#include "platform/crypto/key_file.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/crypto/encoding.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024;
constexpr mode_t kOthers = 077;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view doing) {
    throw std::system_error(errno, std::generic_category(),
                            path.string().append(": ").append(doing));
}

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool open() const noexcept { return number_ >= 0; }

private:
    int number_;
};

void flush_folder(const std::filesystem::path& folder) {
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.open() || ::fsync(opened.number()) != 0) {
        fail(folder, "cannot be flushed to the disk");
    }
}

void refuse_if_shared(const std::filesystem::path& path, const struct stat& status) {
    if ((status.st_mode & kOthers) != 0) {
        throw std::runtime_error(path.string() +
                                 ": open to other users; keys are readable by their owner only "
                                 "(chmod go-rwx)");
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        throw std::runtime_error(path.string() + ": belongs to another user");
    }
}

void write_all(int file, std::string_view content, const std::filesystem::path& path) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(path, "cannot be written");
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

KeyFolderLock::KeyFolderLock(const std::filesystem::path& folder)
    : file_(::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (file_ < 0) {
        fail(folder / ".lock", "cannot be opened");
    }
    while (::flock(file_, LOCK_EX) != 0) {
        if (errno != EINTR) {
            const int error = errno;
            ::close(file_);
            errno = error;
            fail(folder / ".lock", "cannot be locked");
        }
    }
}

KeyFolderLock::~KeyFolderLock() {
    ::close(file_);
}

void make_key_folder(const std::filesystem::path& folder) {
    if (folder.has_parent_path()) {
        std::filesystem::create_directories(folder.parent_path());
    }
    if (::mkdir(folder.c_str(), 0700) == 0) {
        flush_folder(folder.has_parent_path() ? folder.parent_path() : ".");
    } else if (errno != EEXIST) {
        fail(folder, "cannot be made");
    }
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) {
        fail(folder, "cannot be read");
    }
    if (!S_ISDIR(status.st_mode)) {
        throw std::runtime_error(folder.string() + ": is not a folder");
    }
    refuse_if_shared(folder, status);
}

Secret read_key_file(const std::filesystem::path& file) {
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    struct stat status{};
    if (!opened.open() || ::fstat(opened.number(), &status) != 0) {
        fail(file, "cannot be read");
    }
    if (!S_ISREG(status.st_mode)) {
        throw std::runtime_error(file.string() + ": is not a regular file");
    }
    refuse_if_shared(file, status);
    if (status.st_size > static_cast<off_t>(kLargestFile)) {
        throw std::runtime_error(file.string() + ": is too large for a key");
    }
    Secret content(static_cast<std::size_t>(status.st_size));
    auto room = content.writable();
    while (!room.empty()) {
        const ssize_t got = ::read(opened.number(), room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(file, "cannot be read");
        if (got == 0) throw std::runtime_error(file.string() + ": changed while it was read");
        room = room.subspan(static_cast<std::size_t>(got));
    }
    return content;
}

void write_key_file(const std::filesystem::path& file, std::string_view content,
                    RandomSource& random) {
    auto temporary = file;
    temporary.replace_filename("." + file.filename().string() + "." +
                               hex_encode(random_bytes(random, 8)));
    {
        const Descriptor opened{
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (!opened.open()) {
            fail(temporary, "cannot be made");
        }
        try {
            write_all(opened.number(), content, temporary);
            if (::fsync(opened.number()) != 0) fail(temporary, "cannot be flushed to the disk");
        } catch (const std::system_error&) {
            ::unlink(temporary.c_str());
            throw;
        }
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        const int error = errno;
        ::unlink(temporary.c_str());
        errno = error;
        fail(file, "cannot be put in place");
    }
    flush_folder(file.parent_path());
}

}  // namespace gatehouse::crypto
