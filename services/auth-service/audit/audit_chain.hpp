#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/thread_pool.hpp>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/audit/audit_chain_store.hpp"
#include "services/auth-service/audit/audit_record.hpp"
#include "services/auth-service/audit/checkpoint_file.hpp"

namespace gatehouse::auth {

/// Gives recorded events their places in the chain, puts a checkpoint beside the database after
/// each extension, and prunes what has been kept long enough. Several processes may do so for one
/// database. When the trail was tampered with it stops, so that nothing it does covers that up.
/// `extend` and `prune` may run at the same time, each by one coroutine.
class AuditChain {
public:
    /// `folder` (none: null) outlives it.
    AuditChain(sql::Database& database, const AuditSeals& seals, CheckpointFolder* folder,
               const Clock& clock, const log::Logger& log, metrics::Registry& metrics,
               Milliseconds keep);
    ~AuditChain();

    /// Chains all events recorded so far, then writes a checkpoint.
    Task<void> extend();
    /// Removes events older than is to be kept, from the begin of the chain on.
    Task<void> prune();

    [[nodiscard]] bool halted() const noexcept { return halted_; }

private:
    /// What one transaction came to: whether to go on, or what is wrong with the trail.
    struct Step {
        bool more = false;
        std::string_view wrong{};
        std::string where{};
    };

    Task<Step> extend_batch();
    Task<Step> prune_batch(Time cutoff);
    Task<void> write_checkpoint();
    Task<std::string_view> contradiction(const Checkpoint& checkpoint, const AuditHead& head);
    /// The head, locked; makes the first one. Nothing when it was tampered with.
    Task<std::optional<AuditHead>> open_head(sql::Session& transaction);
    void sign(AuditHead& head) const;
    void halt(std::string_view wrong, const std::string& where);
    /// Runs what waits for the disk on a thread of its own.
    template <class Work>
    auto on_disk(Work work) -> Task<std::invoke_result_t<Work&>>;

    sql::Database& database_;
    const AuditSeals& seals_;
    CheckpointFolder* folder_;
    const Clock& clock_;
    const log::Logger& log_;
    metrics::Gauge& intact_;
    Milliseconds keep_;
    std::int64_t checkpointed_ = 0;  ///< the last place that this process vouched for
    std::atomic<bool> halted_ = false;
    boost::asio::thread_pool disk_{1};
};

}  // namespace gatehouse::auth
