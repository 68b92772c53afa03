#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/http/seams.hpp"
#include "platform/limits/decision_log.hpp"
#include "platform/limits/rate_table.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/settings.hpp"

namespace gatehouse::service {

/// One policy with what counts its decisions; made by RateLimits and living as long.
struct RateLimit {
    limits::Policy policy;
    metrics::Counter& allowed;
    metrics::Counter& refused;
    metrics::Counter& would_refuse;
};

/// The answer of a policy to one request, as the mode has it.
struct RateDecision {
    const RateLimit* limit = nullptr;
    limits::Verdict verdict{};
    bool refused = false;
    bool spent = false;  ///< units were taken that can be given back
};

/// All that this process limits: the table of rates, the mode (off, shadow, enforce), and what was
/// decided lately. Lives as long as the process; shared between loops.
class RateLimits {
public:
    /// Room for `keys` keys, see limits::RateTable.
    RateLimits(const Clock& clock, RandomSource& random, metrics::Registry& metrics,
               const RateLimitSettings& settings, std::size_t keys = std::size_t{1} << 20U);

    /// A policy; `policy.name` is a literal. Before the first request.
    [[nodiscard]] const RateLimit& add(const limits::Policy& policy);

    [[nodiscard]] bool enabled() const noexcept { return settings_.enabled; }
    [[nodiscard]] bool enforced() const noexcept {
        return settings_.enabled && settings_.mode == RateLimitMode::enforce;
    }
    [[nodiscard]] const RateLimitSettings& settings() const noexcept { return settings_; }

    /// Spends one unit of `limit`, unless that is refused; counts and remembers the decision. When
    /// limits are off it allows everything and does nothing.
    RateDecision spend(const RateLimit& limit, const limits::Key& key, std::string_view request_id);
    /// The same for a verdict that was reached in another way than by the table.
    RateDecision decide(const RateLimit& limit, const limits::Key& key,
                        const limits::Verdict& verdict, std::string_view request_id);
    /// Gives back what `decision` spent.
    void refund(const RateDecision& decision, std::string_view key);
    /// Forgets what the key has spent.
    void reset(const RateLimit& limit, std::string_view key);

    /// Whether this is within `policy` for `key`, for what is no limit of requests (how often
    /// something is recorded, or mailed): in every mode, neither counted nor remembered.
    bool take(const limits::Policy& policy, std::string_view key);
    /// Undoes a `take` that said yes.
    void give_back(const limits::Policy& policy, std::string_view key);

    [[nodiscard]] std::vector<limits::Decision> explain(std::string_view request_id) const {
        return log_.find(request_id);
    }

private:
    const Clock& clock_;
    RateLimitSettings settings_;
    metrics::Family<metrics::Counter>& decisions_;
    limits::RateTable table_;
    limits::DecisionLog log_;
    std::deque<RateLimit> limits_;
};

/// As the pipeline and handlers answer it.
[[nodiscard]] http::LimitVerdict verdict_of(const RateDecision& decision);

}  // namespace gatehouse::service
