#include "platform/service/rate_limits.hpp"

namespace gatehouse::service {

RateLimits::RateLimits(const Clock& clock, RandomSource& random, metrics::Registry& metrics,
                       const RateLimitSettings& settings, std::size_t keys)
    : clock_(clock),
      settings_(settings),
      decisions_(metrics.counters("rate_limit_decisions_total",
                                  "Decisions of rate limits, by policy and verdict.",
                                  {"policy", "verdict"})),
      table_(random, keys) {
}

const RateLimit& RateLimits::add(const limits::Policy& policy) {
    return limits_.emplace_back(
        RateLimit{.policy = policy,
                  .allowed = decisions_.with({policy.name, "allowed"}),
                  .refused = decisions_.with({policy.name, "refused"}),
                  .would_refuse = decisions_.with({policy.name, "would_refuse"})});
}

RateDecision RateLimits::spend(const RateLimit& limit, const limits::Key& key,
                               std::string_view request_id) {
    if (!enabled()) {
        return {.limit = &limit};
    }
    const limits::Verdict verdict = table_.spend(limit.policy, key.bytes, clock_.steady_now());
    RateDecision decision = decide(limit, key, verdict, request_id);
    decision.spent = verdict.allowed;
    return decision;
}

RateDecision RateLimits::decide(const RateLimit& limit, const limits::Key& key,
                                const limits::Verdict& verdict, std::string_view request_id) {
    if (!enabled()) {
        return {.limit = &limit};
    }
    const limits::Outcome outcome = verdict.allowed ? limits::Outcome::allowed
                                    : enforced()    ? limits::Outcome::refused
                                                    : limits::Outcome::would_refuse;
    switch (outcome) {
        case limits::Outcome::allowed:
            limit.allowed.add();
            break;
        case limits::Outcome::refused:
            limit.refused.add();
            break;
        case limits::Outcome::would_refuse:
            limit.would_refuse.add();
            break;
    }
    log_.add(request_id, limit.policy, key, outcome, verdict, clock_.now());
    return {.limit = &limit,
            .verdict = verdict,
            .refused = outcome == limits::Outcome::refused,
            .spent = false};
}

void RateLimits::refund(const RateDecision& decision, std::string_view key) {
    if (decision.spent) {
        table_.refund(decision.limit->policy, key, clock_.steady_now());
    }
}

void RateLimits::reset(const RateLimit& limit, std::string_view key) {
    table_.reset(limit.policy, key);
}

bool RateLimits::take(const limits::Policy& policy, std::string_view key) {
    return table_.spend(policy, key, clock_.steady_now()).allowed;
}

void RateLimits::give_back(const limits::Policy& policy, std::string_view key) {
    table_.refund(policy, key, clock_.steady_now());
}

http::LimitVerdict verdict_of(const RateDecision& decision) {
    const limits::Policy& policy = decision.limit->policy;
    return {.allowed = !decision.refused,
            .policy = policy.name,
            .quota = policy.quota,
            .window = policy.window,
            .remaining = decision.verdict.remaining,
            .reset = std::chrono::ceil<Seconds>(decision.verdict.reset),
            .retry_after = std::chrono::ceil<Seconds>(decision.verdict.retry_after)};
}

}  // namespace gatehouse::service
