#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/digest.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/registry.hpp"
#include "platform/service/client_limits.hpp"
#include "platform/service/rate_limits.hpp"

namespace gatehouse::auth {

/// Limits what one client can try of lists of stolen passwords (stuffing) and of one password on
/// many accounts (spraying): different wrong pairs of address and password. Also notices when one
/// password is tried on many accounts from many clients. Keeps digests with a key only, in memory.
/// Shared between loops.
class WrongPairs {
public:
    /// A pair that a client shows. `give_back` it when it was right, or never compared.
    struct Pair {
        service::RateDecision decision;
        std::string client;
        std::string pair;      ///< digest of address and password
        std::string password;  ///< digest
        bool fresh = false;    ///< this client has not shown it lately
    };

    WrongPairs(service::RateLimits& limits, crypto::Mac key, metrics::Registry& metrics,
               const log::Logger& log);

    /// Counts the pair for its client unless that showed it before; the decision tells whether it
    /// may be compared.
    Pair show(std::string_view client_ip, std::string_view email, std::string_view password,
              std::string_view request_id);
    void give_back(const Pair& pair);
    /// The pair was wrong.
    void note_wrong(const Pair& pair);

    [[nodiscard]] const service::RateLimit& limit() const noexcept { return per_client_; }

private:
    service::RateLimits& limits_;
    const service::RateLimit& per_client_;
    crypto::Mac key_;
    metrics::Counter& sprayed_;
    const log::Logger& log_;
};

}  // namespace gatehouse::auth
