#include "services/auth-service/tokens/access_tokens.hpp"

#include <algorithm>

namespace gatehouse::auth {

AccessToken AccessTokens::issue(UserId user, SessionId session, const AccountState& account,
                                Time now, Time session_end) const {
    const std::int64_t issued_at = unix_seconds(now);
    const std::int64_t expires_at = unix_seconds(std::min<Time>(now + lifetime_, session_end));
    const crypto::AccessClaims claims{.issuer = identity_.issuer,
                                      .audience = identity_.audience,
                                      .subject = user.uuid(),
                                      .session = session.uuid(),
                                      .token_id = ids_.next(),
                                      .issued_at = issued_at,
                                      .not_before = issued_at,
                                      .expires_at = expires_at,
                                      .scope = "account",
                                      .roles = account.roles,
                                      .version = account.version};
    return {signer_.sign(claims, now), expires_at - issued_at};
}

}  // namespace gatehouse::auth
