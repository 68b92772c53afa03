#pragma once

#include <chrono>
#include <string_view>

namespace gatehouse::sql {

/// Measures the statements of one name (`db_operation_name`) on one kind of database
/// (`db_system_name`, "sqlite" or "postgresql"). Safe to call from all threads at once.
class StatementMeter {
public:
    virtual ~StatementMeter() = default;
    virtual void record(std::chrono::nanoseconds duration, bool succeeded) noexcept = 0;
};

/// Gives the meters; the host implements it on the metrics registry. A meter is asked for once per
/// statement and connection and lives as long as the observer. Safe to call from all threads.
class Observer {
public:
    virtual ~Observer() = default;
    virtual StatementMeter& meter(std::string_view system, std::string_view operation) = 0;
};

}  // namespace gatehouse::sql
