#include "services/auth-service/admin/explain_rate_limits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/service/client_limits.hpp"

namespace gatehouse::auth {
namespace {

RateLimitDecision view_of(const limits::Decision& decision) {
    const bool client = decision.kind == limits::KeyKind::client;
    return {.at = decision.at,
            .policy = std::string{decision.policy->name},
            .quota = decision.policy->quota,
            .window_seconds = decision.policy->window.count(),
            .key_kind = decision.kind,
            .key = client ? service::masked_client(decision.key) : crypto::hex_encode(decision.key),
            .remaining = decision.remaining,
            .retry_after_seconds = std::chrono::ceil<Seconds>(decision.retry_after).count(),
            .outcome = decision.outcome};
}

}  // namespace

std::expected<RequestIdText, FieldError> RequestIdText::parse(std::string_view text) {
    const bool sane = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
    if (text.empty() || text.size() > kMaxSize || !sane) {
        return std::unexpected(FieldError{"", "invalid_id", "is not the id of a request"});
    }
    return RequestIdText{text};
}

http::Reply<RateLimitExplanation> ExplainRateLimits::handle(
    http::Query<ExplainRateLimitsQuery> query) {
    auto decisions = limits_.explain(query->request_id.text());
    if (decisions.empty()) return problems::kNotFound;
    if (decisions.size() > kMostDecisions) {
        decisions.erase(decisions.begin(),
                        decisions.end() - static_cast<std::ptrdiff_t>(kMostDecisions));
    }
    RateLimitExplanation explanation{.request_id = std::string{query->request_id.text()},
                                     .decisions = {}};
    for (const limits::Decision& decision : decisions) {
        explanation.decisions.push_back(view_of(decision));
    }
    return explanation;
}

}  // namespace gatehouse::auth
