#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "contracts/ids.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/tokens.hpp"
#include "platform/service/service.hpp"
#include "services/auth-service/tokens/account_state.hpp"

namespace gatehouse::auth {

/// An access token and how long it is accepted.
struct AccessToken {
    std::string text;
    std::int64_t expires_in;  ///< seconds
};

/// Issues access tokens. Immutable, shared between loops.
class AccessTokens {
public:
    AccessTokens(const crypto::SigningKeys& keys, IdSource& ids, service::TokenIdentity identity,
                 Milliseconds lifetime)
        : signer_(keys), ids_(ids), identity_(std::move(identity)), lifetime_(lifetime) {}

    /// A token of a session, which never outlives the session's absolute end.
    [[nodiscard]] AccessToken issue(UserId user, SessionId session, const AccountState& account,
                                    Time now, Time session_end) const;

private:
    crypto::AccessTokenSigner signer_;
    IdSource& ids_;
    service::TokenIdentity identity_;
    Milliseconds lifetime_;
};

}  // namespace gatehouse::auth
