#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/async/loops.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/log/logger.hpp"
#include "platform/sql/open.hpp"

namespace gatehouse::http {
class Router;
class Authenticator;
class CsrfCheck;
class RateLimiter;
}  // namespace gatehouse::http
namespace gatehouse::events {
class EventBus;
}
namespace gatehouse::crypto {
class KeyRing;
}
namespace gatehouse::metrics {
class Registry;
}

namespace gatehouse::service {

class RateLimits;
class Revocations;

/// Who issues access tokens and for whom: `iss` and `aud`, the same for all services of an
/// installation.
struct TokenIdentity {
    std::string issuer;
    std::string audience;
};

/// What the host gives to each service; all outlive it.
struct Environment {
    const Clock& clock;
    RandomSource& random;
    IdSource& ids;
    async::Loops& loops;
    sql::Database& database;
    events::EventBus& bus;
    Revocations& revocations;
    RateLimits& limits;
    crypto::KeyRing& keys;
    const TokenIdentity& tokens;
    const log::Logger& log;
    metrics::Registry& metrics;
};

/// One service as the host sees it: made after its database was migrated, started once the loops
/// run.
class Service {
public:
    virtual ~Service() = default;
    /// Adds its endpoints; called once, before `start`.
    virtual void add_routes(http::Router& router) = 0;
    /// Subscribes to events.
    virtual void subscribe(events::EventBus& bus) = 0;
    /// Loads what must be in memory before the first request and starts periodic jobs (on loop 0).
    virtual Task<void> start() = 0;
    /// Ends its jobs; requests in flight have finished.
    virtual Task<void> stop() = 0;
    /// Ready to serve: its database answers.
    virtual Task<bool> ready() = 0;
};

}  // namespace gatehouse::service
