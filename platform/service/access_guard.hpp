#pragma once

#include <optional>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/crypto/tokens.hpp"
#include "platform/http/seams.hpp"
#include "platform/service/revocations.hpp"

namespace gatehouse::service {

/// Decides about access tokens: first what the token itself says, then whether its session was
/// ended since. One for the process; each loop has a verifier of its own.
class AccessGuard final : public http::Authenticator {
public:
    AccessGuard(async::Loops& loops, const crypto::SigningKeys& keys,
                const crypto::TokenExpectations& expectations, const Revocations& revocations);

    std::expected<http::Caller, Problem> authenticate(std::string_view token, Time now) override;
    /// Also for tokens whose key has retired, not for those whose key was revoked.
    std::optional<http::Caller> recognise(std::string_view token, Time now) override;

private:
    std::vector<crypto::AccessTokenVerifier> verifiers_;
    const Revocations& revocations_;
};

}  // namespace gatehouse::service
