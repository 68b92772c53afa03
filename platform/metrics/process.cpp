#include "platform/metrics/process.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse::metrics {
namespace {

/// The fields of /proc/self/stat that are told (proc(5)), in the kernel's units.
struct ProcessStat {
    std::uint64_t user_ticks = 0;
    std::uint64_t system_ticks = 0;
    std::int64_t threads = 0;
    std::uint64_t start_ticks = 0;  // after boot
    std::uint64_t virtual_bytes = 0;
    std::int64_t resident_pages = 0;
};

std::optional<ProcessStat> read_stat() {
    std::ifstream file{"/proc/self/stat"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    // The second field is the program's name in parentheses, which may hold spaces and more of
    // them.
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields{text.substr(name_end + 1)};
    ProcessStat stat;
    std::string skipped;
    const auto skip = [&](int count) {
        while (count-- > 0)
            fields >> skipped;
    };
    skip(11);  // 3 state to 13 cmajflt
    fields >> stat.user_ticks >> stat.system_ticks;
    skip(4);  // 16 cutime to 19 nice
    fields >> stat.threads;
    skip(1);  // 21 itrealvalue
    fields >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
    if (!fields) return std::nullopt;
    return stat;
}

/// When the machine was started, in Unix seconds.
std::optional<std::uint64_t> boot_time() {
    std::ifstream file{"/proc/stat"};
    for (std::string word; file >> word;) {
        std::uint64_t seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return std::nullopt;
}

std::optional<std::size_t> count_open_files() {
    std::error_code error;
    const std::filesystem::directory_iterator files{"/proc/self/fd", error};
    if (error) return std::nullopt;
    // The listing itself is one of them.
    return static_cast<std::size_t>(std::distance(begin(files), end(files))) - 1;
}

void read_process(Readings& out) {
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (const auto stat = read_stat()) {
        out.add(Type::counter, "process_cpu_seconds_total", "User and system CPU time spent.",
                static_cast<double>(stat->user_ticks + stat->system_ticks) / ticks);
        out.add(Type::gauge, "process_threads", "Threads of the process.",
                static_cast<double>(stat->threads));
        out.add(Type::gauge, "process_virtual_memory_bytes", "Size of the address space.",
                static_cast<double>(stat->virtual_bytes));
        out.add(Type::gauge, "process_resident_memory_bytes", "Memory in use.",
                static_cast<double>(stat->resident_pages) *
                    static_cast<double>(::sysconf(_SC_PAGESIZE)));
        if (const auto boot = boot_time()) {
            out.add(Type::gauge, "process_start_time_seconds", "Unix time of the start.",
                    static_cast<double>(*boot) + static_cast<double>(stat->start_ticks) / ticks);
        }
    }
    if (const auto files = count_open_files()) {
        out.add(Type::gauge, "process_open_fds", "Open file descriptors.",
                static_cast<double>(*files));
    }
    ::rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        out.add(Type::gauge, "process_max_fds", "Limit of open file descriptors.",
                static_cast<double>(limit.rlim_cur));
    }
}

}  // namespace

void add_process_metrics(Registry& registry) {
    registry.on_read(read_process);
}

void add_build_info(Registry& registry, std::string_view service, std::string_view version,
                    std::string_view revision) {
    registry.gauges("build_info", "The build that runs.", {"version", "revision"})
        .with({version, revision})
        .set(1);
    registry.gauges("target_info", "The service that runs.", {"service_name", "service_version"})
        .with({service, version})
        .set(1);
}

}  // namespace gatehouse::metrics
