#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::auth {

/// What is known of the wrong passwords in a row behind one code.
struct FailureCount {
    std::int64_t failures;
    Time failed_at;  ///< the last one
};
BOOST_DESCRIBE_STRUCT(FailureCount, (), (failures, failed_at))

/// The table `password_failures`. Without state of its own: shared between loops.
class FailureStore {
public:
    /// A count is forgotten this long after its last failure.
    static constexpr Milliseconds kKept = std::chrono::days{30};

    explicit FailureStore(sql::Database& database) : database_(database) {}

    /// The count behind a code; nothing when there is none that still counts.
    static Task<std::optional<FailureCount>> find(sql::Session& session, std::string_view code,
                                                  Time now);
    Task<std::optional<FailureCount>> find(std::string_view code, Time now) {
        return find(database_, code, now);
    }
    /// Counts one more; gives how many there are with it.
    static Task<std::int64_t> add(sql::Session& session, std::string_view code, Time now);
    /// Removes those of these codes, of which some may be the same.
    static Task<void> remove(sql::Session& session, const std::array<std::string, 3>& codes);
    /// Removes up to `limit` counts that do not count any more; gives how many.
    Task<std::int64_t> remove_expired(Time now, std::int64_t limit);

private:
    sql::Database& database_;
};

}  // namespace gatehouse::auth
