#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "apps/gatehouse/doctor/finding.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::doctor {

/// What a check of the clock goes by.
struct ClockFacts {
    Time now;
    std::optional<Time> newest_file{};  ///< the newest that this installation wrote
    bool synchronised = true;           ///< says the kernel
};
[[nodiscard]] ClockFacts clock_facts(const std::filesystem::path& data_dir);
/// Whether the time can be believed: tokens and sessions end by it.
[[nodiscard]] Finding check_clock(const ClockFacts& facts);

/// What a check of a disk goes by.
struct DiskFacts {
    std::uint64_t free_bytes;
    std::uint64_t all_bytes;
    long type;  ///< as statfs(2) gives it
};
[[nodiscard]] DiskFacts disk_facts(const std::filesystem::path& folder);
/// Whether there is room, and whether the file system keeps what is written.
[[nodiscard]] Finding check_disk(const DiskFacts& facts, bool holds_databases);

/// Whether a connection each gets a file descriptor. `hard`: what the program may raise its limit
/// to.
[[nodiscard]] Finding check_descriptors(std::uint64_t hard, std::size_t connections);
[[nodiscard]] std::uint64_t descriptor_limit();

/// How long hashing one password takes on this machine, which is most of a sign-in.
[[nodiscard]] Milliseconds time_of_hash(int bcrypt_cost);
[[nodiscard]] Finding check_hash_time(Milliseconds took, int bcrypt_cost);

}  // namespace gatehouse::doctor
