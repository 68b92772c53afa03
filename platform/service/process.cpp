#include "platform/service/process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error("data directory " + path.string() + ": " + why);
}

// Databases, listening sockets, the log, and files that are served.
constexpr std::size_t kOwnDescriptors = 256;

constexpr std::string_view kUsed = "in use\n";

std::filesystem::path lock_file(const std::filesystem::path& directory, std::string_view database) {
    return directory / (std::string{database} + ".lock");
}

// The leak checker of AddressSanitizer is a debugger.
#if defined(__has_feature) && __has_feature(address_sanitizer)
constexpr bool kDebuggable = true;
#else
constexpr bool kDebuggable = false;
#endif

constexpr int kTriesToLock = 20;
constexpr std::chrono::milliseconds kBetweenTries{5};

/// Locks the file for this process alone; gives 0, or why it cannot be. Whoever only looks whether
/// it is locked is gone by the next try.
int lock(int file) {
    for (int left = kTriesToLock; ::flock(file, LOCK_EX | LOCK_NB) != 0; --left) {
        if (errno != EWOULDBLOCK || left == 1) return errno;
        std::this_thread::sleep_for(kBetweenTries);
    }
    return 0;
}

}  // namespace

void forbid_core_dumps() {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0 ||
        (!kDebuggable && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)) {
        throw std::system_error(errno, std::generic_category(), "cannot switch core dumps off");
    }
}

std::size_t descriptors_for(std::size_t connections) {
    return connections + kOwnDescriptors;
}

void allow_descriptors(std::size_t connections) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw std::system_error(errno, std::generic_category(), "getrlimit");
    }
    const rlim_t wanted = std::min<rlim_t>(descriptors_for(connections), limit.rlim_max);
    if (wanted <= limit.rlim_cur) return;
    limit.rlim_cur = wanted;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw std::system_error(errno, std::generic_category(), "setrlimit");
    }
}

void make_data_directory(const std::filesystem::path& directory) {
    std::error_code error;
    const bool made = std::filesystem::create_directories(directory, error);
    if (error) {
        fail(directory, "cannot be made: " + error.message());
    }
    if (made && ::chmod(directory.c_str(), S_IRWXU) != 0) {
        fail(directory, std::strerror(errno));
    }
}

void refuse_unfinished_restore(const std::filesystem::path& directory) {
    std::error_code error;
    if (std::filesystem::exists(directory / kRestoreNote, error)) {
        fail(directory,
             "a restore did not come to its end here; run gatehouse restore again, which begins "
             "anew");
    }
}

DatabaseLock::DatabaseLock(const std::filesystem::path& directory, std::string_view database) {
    const auto name = lock_file(directory, database);
    file_ = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file_ < 0) {
        fail(directory, std::string{"cannot be written: "} + std::strerror(errno));
    }
    if (const int reason = lock(file_); reason != 0) {
        ::close(file_);
        fail(directory, reason == EWOULDBLOCK ? "is being served by another gatehouse process"
                                              : std::strerror(reason));
    }
}

bool DatabaseLock::is_held(const std::filesystem::path& directory, std::string_view database) {
    const auto name = lock_file(directory, database);
    const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return false;
    const bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0;
    ::close(file);
    return held;
}

void DatabaseLock::note_use() const {
    if (::pwrite(file_, kUsed.data(), kUsed.size(), 0) != std::ssize(kUsed)) {
        throw std::system_error(errno, std::generic_category(), "the file of a database's lock");
    }
}

bool DatabaseLock::was_used(const std::filesystem::path& directory, std::string_view database) {
    std::error_code error;
    const auto size = std::filesystem::file_size(lock_file(directory, database), error);
    return !error && size > 0;
}

DatabaseLock::~DatabaseLock() {
    ::close(file_);
}

}  // namespace gatehouse::service
