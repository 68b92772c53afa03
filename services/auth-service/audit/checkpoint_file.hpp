#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "services/auth-service/audit/audit_record.hpp"

namespace gatehouse::auth {

/// Where the chain stood at a time, kept apart from the database: who can change that cannot also
/// change this.
struct Checkpoint {
    std::int64_t seq;
    std::string hash;
    Time at;
    std::string mac;
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (seq, hash, at, mac))

/// The folder of checkpoints: `latest.json`, replaced each time, and `history.jsonl`, to which one
/// is added each hour. Its calls wait for the disk; one process may write at a time.
class CheckpointFolder {
public:
    CheckpointFolder(std::filesystem::path folder, const AuditSeals& seals, RandomSource& random)
        : folder_(std::move(folder)), seals_(seals), random_(random) {}

    /// Signs and writes; durable when it returns. Throws std::system_error or std::runtime_error.
    void write(std::int64_t seq, const std::string& hash, Time at);

    /// Removes from the history what lies before `seq`, because those records were pruned.
    void forget_before(std::int64_t seq);

    /// The latest one; nothing when there is none. Throws std::runtime_error naming the file when
    /// it was changed.
    [[nodiscard]] std::optional<Checkpoint> latest() const;
    /// All of the history in order, without a last line that a crash cut off.
    [[nodiscard]] std::vector<Checkpoint> history() const;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_; }

private:
    [[nodiscard]] bool genuine(const Checkpoint& checkpoint) const;
    void append_history(const Checkpoint& checkpoint);

    std::filesystem::path folder_;
    const AuditSeals& seals_;
    RandomSource& random_;
    std::optional<Time> last_history_;  ///< of the last line, once it is known
};

}  // namespace gatehouse::auth
