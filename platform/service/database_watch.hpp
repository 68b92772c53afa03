#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "platform/async/task.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::service {

/// Says in the log when a database is lost and when it is back, and in the gauge `database_up`
/// whether it answers, also while nobody asks for anything. What it is given outlives it.
class DatabaseWatch {
public:
    DatabaseWatch(const log::Logger& log, metrics::Registry& metrics);

    /// Before the first look; `name` as in sql::OpenOptions::service. It is taken to answer.
    void add(std::string_view name, sql::Database& database);
    /// Asks each database once, one after the other. Used by one coroutine at a time.
    Task<void> look();

private:
    struct Watched {
        std::string name;
        sql::Database& database;
        metrics::Gauge& up;
    };

    log::Logger log_;
    metrics::Family<metrics::Gauge>& up_;
    std::deque<Watched> watched_;
};

}  // namespace gatehouse::service
