#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/http/context.hpp"

namespace gatehouse::http {

/// Decides who a bearer token stands for: signature, times, audience and revocation. Called on the
/// loop for every request with an access token, which may be any text; must not block.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// Gives the caller, or the 401 problem (`token_expired`, `session_expired`).
    virtual std::expected<Caller, Problem> authenticate(std::string_view token, Time now) = 0;
    /// Who a token stood for that may have expired, or whose session may have ended since: good for
    /// ending what is left of that session and for nothing else. Nothing when it never was a token
    /// of ours.
    virtual std::optional<Caller> recognise(std::string_view token, Time now) = 0;
};

/// Knows the cookie that says who asks, and decides whether an X-CSRF-Token belongs to the session
/// that it names. Must not block.
class CsrfCheck {
public:
    virtual ~CsrfCheck() = default;
    /// Whether the request carries that cookie, once: sent twice it says nothing (CK-02).
    virtual bool concerns(const Context& context) const = 0;
    /// `token` is empty when there is none; true also when the cookie names no session, so that
    /// there is nothing to protect.
    virtual bool valid(const Context& context, std::string_view token) const = 0;
};

/// Is told of each signed-in caller whom a route refused for want of a role. Called on the caller's
/// loop; must not block.
class DenialObserver {
public:
    virtual ~DenialObserver() = default;
    virtual void denied(const Route& route, const Context& context) = 0;
};

/// One verdict of a rate-limit policy.
struct LimitVerdict {
    bool allowed = true;
    std::string_view policy;  ///< name, for RateLimit and RateLimit-Policy
    std::int64_t quota = 0;
    Seconds window{0};
    std::int64_t remaining = 0;
    Seconds reset{0};        ///< until the whole quota is there again
    Seconds retry_after{0};  ///< until the refused unit would be allowed; 0: `reset`
};

/// The answer to a request that `verdict` refuses, also for handlers with limits of their own: the
/// problem, and the fields RateLimit and RateLimit-Policy (IETF httpapi draft), which are added to
/// `context`.
[[nodiscard]] Problem refuse_rate(const LimitVerdict& verdict, Context& context);

/// Spends one unit of a policy for a client before the handler runs. Must not block.
class RateLimiter {
public:
    virtual ~RateLimiter() = default;
    /// Spends what each request costs; nothing when there is no such policy.
    virtual std::optional<LimitVerdict> check_client(const Context& context) = 0;
    /// Spends what the route costs beside it; nothing when the route has no policy.
    virtual std::optional<LimitVerdict> check_route(const Route& route, const Context& context) = 0;
};

}  // namespace gatehouse::http
