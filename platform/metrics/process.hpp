#pragma once

#include <string_view>

#include "platform/metrics/registry.hpp"

namespace gatehouse::metrics {

/// Adds what Prometheus clients tell about their process, read from /proc at each scrape:
/// `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_virtual_memory_bytes`,
/// `process_open_fds`, `process_max_fds`, `process_threads`, `process_start_time_seconds`.
void add_process_metrics(Registry& registry);

/// Adds `build_info{version,revision}` and `target_info{service_name,service_version}`, both 1.
void add_build_info(Registry& registry, std::string_view service, std::string_view version,
                    std::string_view revision);

}  // namespace gatehouse::metrics
