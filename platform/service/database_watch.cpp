#include "platform/service/database_watch.hpp"

namespace gatehouse::service {

DatabaseWatch::DatabaseWatch(const log::Logger& log, metrics::Registry& metrics)
    : log_(log),
      up_(metrics.gauges("database_up", "Whether the database of a service answers.",
                         {"database"})) {
}

void DatabaseWatch::add(std::string_view name, sql::Database& database) {
    watched_.push_back({std::string{name}, database, up_.with({name})});
    watched_.back().up.set(1);
}

Task<void> DatabaseWatch::look() {
    for (auto& [name, database, up] : watched_) {
        const std::string trouble = co_await database.trouble();
        const bool was_up = up.value() != 0;
        up.set(trouble.empty() ? 1 : 0);
        if (was_up && !trouble.empty()) {
            log_.error("A database does not answer",
                       {{"labels.database", name}, {"error.message", trouble}});
        } else if (!was_up && trouble.empty()) {
            log_.info("A database answers again", {{"labels.database", name}});
        }
    }
}

}  // namespace gatehouse::service
