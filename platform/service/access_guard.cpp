#include "platform/service/access_guard.hpp"

#include "platform/http/problems.hpp"

namespace gatehouse::service {
namespace {

http::Caller caller_of(const crypto::AccessClaims& claims) {
    return {.user = UserId{claims.subject},
            .session = SessionId{claims.session},
            .roles = claims.roles,
            .version = claims.version};
}

}  // namespace

AccessGuard::AccessGuard(async::Loops& loops, const crypto::SigningKeys& keys,
                         const crypto::TokenExpectations& expectations,
                         const Revocations& revocations)
    : revocations_(revocations) {
    verifiers_.reserve(loops.size());
    for (std::size_t index = 0; index < loops.size(); ++index) {
        verifiers_.emplace_back(keys, expectations);
    }
}

std::expected<http::Caller, Problem> AccessGuard::authenticate(std::string_view token, Time now) {
    const auto verified = verifiers_.at(async::Loops::current()).verify(token, now);
    if (!verified) {
        // Whoever holds an expired token may refresh it; about others the answer says nothing.
        return std::unexpected(Problem{verified.error() == crypto::TokenError::expired
                                           ? http::problems::kTokenExpired
                                           : http::problems::kSessionExpired});
    }
    const auto& claims = **verified;
    if (revocations_.refuses(SessionId{claims.session}, claims.version)) {
        return std::unexpected(Problem{http::problems::kSessionExpired});
    }
    return caller_of(claims);
}

std::optional<http::Caller> AccessGuard::recognise(std::string_view token, Time now) {
    const auto claims = verifiers_.at(async::Loops::current()).recognise(token, now);
    return claims ? std::optional{caller_of(*claims)} : std::nullopt;
}

}  // namespace gatehouse::service
