#include "apps/gatehouse/doctor/machine_checks.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timex.h>

#include "apps/gatehouse/scratch_folder.hpp"
#include "platform/base/random.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/password_hash.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::doctor {
namespace {

constexpr std::string_view kClock = "clock";
constexpr std::string_view kDisk = "disk";
constexpr std::string_view kDescriptors = "descriptors";
constexpr std::string_view kHashing = "password hashing";

// No installation is older than its first version.
constexpr Time kFirstVersion = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
constexpr Time kTooLate = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};
// Files are stamped by a coarser clock.
constexpr Milliseconds kAhead = std::chrono::minutes{1};

constexpr std::uint64_t kMega = 1024 * 1024;
constexpr std::uint64_t kTooLittle = 100 * kMega;
constexpr std::uint64_t kLittle = 1024 * kMega;

constexpr Milliseconds kFastHash{50};
constexpr Milliseconds kSlowHash{1000};

/// A kind of file system that databases should not be on; numbers from statfs(2).
struct FileSystem {
    long type;
    std::string_view name;
    std::string_view trouble;
};
constexpr std::string_view kNetwork = "locks and flushes of a network are not to be relied on";
constexpr std::array kUnfit = std::to_array<FileSystem>({
    {0x6969, "NFS", kNetwork},
    {0x517B, "SMB", kNetwork},
    {0xFF534D42, "CIFS", kNetwork},
    {0xFE534D42, "SMB", kNetwork},
    {0x01021997, "9P", kNetwork},
    {0x01021994, "tmpfs", "all of it is gone after a reboot"},
    {0x858458F6, "ramfs", "all of it is gone after a reboot"},
    {0x794C7630, "overlay", "in a container all of it goes with the container"},
});

std::string size_text(std::uint64_t bytes) {
    return bytes < kLittle ? fmt::format("{} MiB", bytes / kMega)
                           : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / kLittle);
}

Time modified_at(const std::filesystem::path& file) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    return Time{
        std::chrono::seconds{status.st_mtim.tv_sec} +
        std::chrono::duration_cast<Milliseconds>(std::chrono::nanoseconds{status.st_mtim.tv_nsec})};
}

}  // namespace

ClockFacts clock_facts(const std::filesystem::path& data_dir) {
    ClockFacts facts{.now = SystemClock{}.now()};
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(data_dir, error)) {
        facts.newest_file = std::max(facts.newest_file.value_or(Time{}), modified_at(entry.path()));
    }
    timex asked{};
    facts.synchronised = ::adjtimex(&asked) != TIME_ERROR;
    return facts;
}

Finding check_clock(const ClockFacts& facts) {
    const auto now = to_rfc3339(facts.now);
    constexpr const char* kAdvice =
        "set the clock, and let NTP keep it: tokens and sessions end by it";
    if (facts.now < kFirstVersion || facts.now > kTooLate) {
        return error(kClock, now + " cannot be", kAdvice);
    }
    if (facts.newest_file && *facts.newest_file > facts.now + kAhead) {
        return error(kClock,
                     fmt::format("{} is earlier than files in the data directory, of {}", now,
                                 to_rfc3339(*facts.newest_file)),
                     kAdvice);
    }
    if (!facts.synchronised) {
        return warning(kClock, now + ", which the kernel does not know to be synchronised",
                       "run an NTP client (chrony, systemd-timesyncd)");
    }
    return ok(kClock, now + ", synchronised");
}

DiskFacts disk_facts(const std::filesystem::path& folder) {
    struct statfs status{};
    if (::statfs(folder.c_str(), &status) != 0) {
        throw std::system_error(errno, std::generic_category(), folder.string());
    }
    const auto block = static_cast<std::uint64_t>(status.f_bsize);
    return {.free_bytes = status.f_bavail * block,
            .all_bytes = status.f_blocks * block,
            .type = status.f_type};
}

Finding check_disk(const DiskFacts& facts, bool holds_databases) {
    const auto free =
        fmt::format("{} of {} free", size_text(facts.free_bytes), size_text(facts.all_bytes));
    if (facts.free_bytes < kTooLittle) {
        return error(kDisk, free, "make room: without it every change is refused");
    }
    const auto unfit = std::ranges::find(kUnfit, facts.type, &FileSystem::type);
    if (holds_databases && unfit != kUnfit.end()) {
        return warning(kDisk, fmt::format("{}, on {}: {}", free, unfit->name, unfit->trouble),
                       "put data.dir on a local disk (in a container: a volume)");
    }
    if (facts.free_bytes < kLittle) {
        return warning(kDisk, free, "make room: without it every change is refused");
    }
    return ok(kDisk, free);
}

Finding check_descriptors(std::uint64_t hard, std::size_t connections) {
    const auto needed = service::descriptors_for(connections);
    if (hard < needed) {
        return warning(
            kDescriptors,
            fmt::format("at most {} open files, but limits.connections is {}", hard, connections),
            fmt::format("allow {} (ulimit -n, LimitNOFILE=), or lower "
                        "limits.connections: further clients wait",
                        needed));
    }
    return ok(kDescriptors, fmt::format("{} connections have room", connections));
}

std::uint64_t descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw std::system_error(errno, std::generic_category(), "getrlimit");
    }
    return limit.rlim_max;
}

Milliseconds time_of_hash(int bcrypt_cost) {
    SystemRandom random;
    // Keys of its own: there may be none yet, and whose they are makes no difference.
    const ScratchFolder scratch;
    const SystemClock clock;
    const auto keys = crypto::KeyRing::open(scratch.path() / "keys", clock, random);
    crypto::PasswordScheme scheme;
    scheme.bcrypt_cost = bcrypt_cost;
    // Which makes one: the processor is awake then.
    const crypto::PasswordHasher hasher{*keys, random, scheme};
    auto best = Milliseconds::max();
    for (int round = 0; round < 2; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        (void)hasher.hash("a password of usual length");
        best = std::min(best, std::chrono::duration_cast<Milliseconds>(
                                  std::chrono::steady_clock::now() - begin));
    }
    return best;
}

Finding check_hash_time(Milliseconds took, int bcrypt_cost) {
    const auto found = fmt::format("a sign-in takes {} ms of a processor (password.bcrypt_cost {})",
                                   took.count(), bcrypt_cost);
    if (took > kSlowHash) {
        return warning(kHashing, found, "lower the cost: one step halves it");
    }
    if (took < kFastHash) {
        return warning(kHashing, found,
                       "raise the cost: whoever steals the hashes guesses as fast");
    }
    return ok(kHashing, found);
}

}  // namespace gatehouse::doctor
