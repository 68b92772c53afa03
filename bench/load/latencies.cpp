#include "bench/load/latencies.hpp"

#include <algorithm>
#include <cmath>

namespace gatehouse::load {

std::uint32_t Latencies::quantile(double share) {
    if (microseconds_.empty()) {
        return 0;
    }
    const double rank = std::ceil(share * static_cast<double>(microseconds_.size()));
    const auto index =
        std::min(static_cast<std::size_t>(std::max(rank, 1.0)), microseconds_.size());
    const auto nth = microseconds_.begin() + static_cast<std::ptrdiff_t>(index - 1);
    std::ranges::nth_element(microseconds_, nth);
    return *nth;
}

}  // namespace gatehouse::load
