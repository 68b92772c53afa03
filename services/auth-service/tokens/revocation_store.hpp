#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/service/revocations.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::auth {

/// A row of `revocations`; its id tells when it was written.
struct RevocationRow {
    Uuid id;
    SessionId session_id;
    std::int64_t minimum_version;
    Time forget_after;

    [[nodiscard]] service::Revocation revocation() const {
        return {session_id, minimum_version, forget_after};
    }
};
BOOST_DESCRIBE_STRUCT(RevocationRow, (), (id, session_id, minimum_version, forget_after))

/// The table `revocations`. Without state of its own: shared between loops.
class RevocationStore {
public:
    RevocationStore(sql::Database& database, IdSource& ids) : database_(database), ids_(ids) {}

    /// Written in the transaction of the change that it belongs to.
    Task<void> insert(sql::Session& session, const service::Revocation& revocation, Time now);
    Task<void> insert_all(sql::Session& session, std::span<const service::Revocation> revocations,
                          Time now);
    /// Up to `limit` rows with ids above `after`, in order.
    Task<std::vector<RevocationRow>> list_after(Uuid after, std::int64_t limit);
    /// Removes up to `limit` rows of no use any more; gives how many.
    Task<std::int64_t> remove_forgotten(Time now, std::int64_t limit);

private:
    sql::Database& database_;
    IdSource& ids_;
};

}  // namespace gatehouse::auth
