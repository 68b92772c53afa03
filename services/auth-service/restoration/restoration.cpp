#include "services/auth-service/restoration/restoration.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

#include "services/auth-service/audit/audit_chain_store.hpp"
#include "services/auth-service/audit/checkpoint_file.hpp"

namespace gatehouse::auth {
namespace {

// Short enough for the time that a statement may take.
constexpr std::int64_t kPage = 500;

}  // namespace

Restoration::Restoration(sql::Database& database, SessionStore& sessions, OneTimeTokenStore& tokens,
                         AuditLog& audit, const AuditSeals& seals, AuditChain& chain,
                         crypto::SigningKeys& keys, const Clock& clock, RandomSource& random,
                         const log::Logger& log)
    : database_(database),
      sessions_(sessions),
      tokens_(tokens),
      audit_(audit),
      seals_(seals),
      chain_(chain),
      keys_(keys),
      clock_(clock),
      random_(random),
      log_(log) {
}

Task<RestoreOutcome> Restoration::conclude(RestoredBackup backup) {
    const Time now = clock_.now();
    RestoreOutcome outcome;
    outcome.keys_withdrawn = withdraw_keys();
    outcome.sessions_ended = co_await end_sessions(now);
    outcome.tokens_removed = co_await remove_tokens();
    const auto head = co_await audit_chain_store::find_head(database_);
    const AuditEvent event{.action = audit_action::kRestored,
                           .at = now,
                           .changes = {{"backup", "", to_rfc3339(backup.taken_at)},
                                       {"sessions", std::to_string(outcome.sessions_ended), "0"},
                                       {"trail", last_known_record(backup.earlier_checkpoints),
                                        std::to_string(head ? head->seq : 0)}}};
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await audit_.record(transaction, event);
    });
    co_await chain_.extend();
    outcome.trail_intact = !chain_.halted();
    co_return outcome;
}

/// The newest first: the last one to go is the one that signs, whose successor is a new key.
std::size_t Restoration::withdraw_keys() {
    std::vector<crypto::SigningKeyInfo> keys = keys_.list();
    std::ranges::sort(keys, {}, &crypto::SigningKeyInfo::signs_from);
    std::size_t count = 0;
    for (const auto& key : keys | std::views::reverse) {
        if (!key.revoked_at && keys_.revoke(key.kid)) ++count;
    }
    return count;
}

Task<std::int64_t> Restoration::end_sessions(Time now) {
    std::int64_t count = 0;
    SessionId after{Uuid{}};
    for (;;) {
        const auto ended =
            co_await sessions_.end_page(database_, after, now, end_reason::kRestored, kPage);
        count += static_cast<std::int64_t>(ended.size());
        if (std::cmp_less(ended.size(), kPage)) co_return count;
        after = std::ranges::max(ended);
    }
}

Task<std::int64_t> Restoration::remove_tokens() {
    std::int64_t count = 0;
    for (std::int64_t removed = kPage; removed == kPage; count += removed) {
        removed = co_await tokens_.remove_any(kPage);
    }
    co_return count;
}

/// The place up to which the trail is known to have gone before.
std::string Restoration::last_known_record(const std::filesystem::path& folder) const {
    if (folder.empty()) return {};
    try {
        const auto latest = CheckpointFolder{folder, seals_, random_}.latest();
        return latest ? std::to_string(latest->seq) : std::string{};
    } catch (const std::runtime_error&) {
        // Kept where it was put, for whoever wants to know who changed it.
        log_.failure("The earlier checkpoint of the audit trail cannot be used",
                     std::current_exception());
        return "unknown";
    }
}

}  // namespace gatehouse::auth
