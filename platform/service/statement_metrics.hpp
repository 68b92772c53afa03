#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "platform/metrics/registry.hpp"
#include "platform/sql/observer.hpp"

namespace gatehouse::service {

/// Measures the statements of all databases: `db_client_operation_duration_seconds`, by the name of
/// the statement. Outlives the databases; safe to share between threads.
class StatementMetrics final : public sql::Observer {
public:
    explicit StatementMetrics(metrics::Registry& registry);
    ~StatementMetrics() override;

    sql::StatementMeter& meter(std::string_view system, std::string_view operation) override;

private:
    class Meter;

    metrics::Family<metrics::Histogram>& durations_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<Meter>> meters_;
};

}  // namespace gatehouse::service
