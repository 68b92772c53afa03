#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "platform/http/router.hpp"
#include "platform/service/rate_limits.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {

/// The id of a request as answers carry it in X-Request-Id.
class RequestIdText {
public:
    static constexpr std::size_t kMaxSize = 64;

    /// Fails with `invalid_id`.
    [[nodiscard]] static std::expected<RequestIdText, FieldError> parse(std::string_view text);

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

private:
    explicit RequestIdText(std::string_view text) : text_(text) {}

    std::string text_;
};

struct ExplainRateLimitsQuery {
    RequestIdText request_id;
};
BOOST_DESCRIBE_STRUCT(ExplainRateLimitsQuery, (), (request_id))

/// What one policy said to a request. `key` tells keys of one kind apart without telling whose they
/// are: of a client the network, of an account or device a digest with a key of the server.
struct RateLimitDecision {
    Time at;
    std::string policy;
    std::int64_t quota;
    std::int64_t window_seconds;
    limits::KeyKind key_kind;
    std::string key;
    std::int64_t remaining;
    std::int64_t retry_after_seconds;
    limits::Outcome outcome;
};
BOOST_DESCRIBE_STRUCT(RateLimitDecision, (),
                      (at, policy, quota, window_seconds, key_kind, key, remaining,
                       retry_after_seconds, outcome))

struct RateLimitExplanation {
    std::string request_id;
    std::vector<RateLimitDecision> decisions;
};
BOOST_DESCRIBE_STRUCT(RateLimitExplanation, (), (request_id, decisions))

/// Tells administrators what rate limits decided for a request, while this process remembers it.
class ExplainRateLimits {
public:
    /// Requests that came with the same id cannot be told apart: the latest of their decisions.
    static constexpr std::size_t kMostDecisions = 50;

    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/auth/admin/rate-limits/explain",
                                        .access = http::Access::admin};
    static constexpr http::Doc kDoc{"Explain what rate limits decided for a request",
                                    problems::kNotFound};

    explicit ExplainRateLimits(const service::RateLimits& limits) : limits_(limits) {}

    http::Reply<RateLimitExplanation> handle(http::Query<ExplainRateLimitsQuery> query);

private:
    const service::RateLimits& limits_;
};

}  // namespace gatehouse::auth
