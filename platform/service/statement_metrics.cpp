#include "platform/service/statement_metrics.hpp"

#include <array>

namespace gatehouse::service {
namespace {

// Statements are quicker than requests: most of them take less than a millisecond.
constexpr std::array<double, 12> kBounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                         0.01,   0.025,   0.05,   0.1,   0.5,    2};

}  // namespace

/// The series of one statement.
class StatementMetrics::Meter final : public sql::StatementMeter {
public:
    Meter(metrics::Histogram& succeeded, metrics::Histogram& failed)
        : succeeded_(succeeded), failed_(failed) {}

    void record(std::chrono::nanoseconds duration, bool succeeded) noexcept override {
        (succeeded ? succeeded_ : failed_).observe(std::chrono::duration<double>(duration).count());
    }

private:
    metrics::Histogram& succeeded_;
    metrics::Histogram& failed_;
};

StatementMetrics::StatementMetrics(metrics::Registry& registry)
    : durations_(registry.histograms(
          "db_client_operation_duration_seconds", "How long statements took, waiting included.",
          {"db_system_name", "db_operation_name", "error_type"}, kBounds)) {
}

StatementMetrics::~StatementMetrics() = default;

sql::StatementMeter& StatementMetrics::meter(std::string_view system, std::string_view operation) {
    const std::scoped_lock lock{mutex_};
    auto& meter = meters_[{std::string{system}, std::string{operation}}];
    if (!meter) {
        meter = std::make_unique<Meter>(durations_.with({system, operation, ""}),
                                        durations_.with({system, operation, "failed"}));
    }
    return *meter;
}

}  // namespace gatehouse::service
