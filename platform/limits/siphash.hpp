#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gatehouse::limits {

/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed 64-bit hash, so that nobody without the key
/// can choose inputs that collide.
[[nodiscard]] std::uint64_t siphash(const std::array<std::uint64_t, 2>& key,
                                    std::string_view message) noexcept;

}  // namespace gatehouse::limits
