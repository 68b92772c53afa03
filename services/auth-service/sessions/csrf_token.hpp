#pragma once

#include <string>

#include <boost/describe.hpp>

#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"
#include "services/auth-service/problems.hpp"
#include "services/auth-service/tokens/csrf_tokens.hpp"
#include "services/auth-service/tokens/refresh_token.hpp"

namespace gatehouse::auth {

struct CsrfAnswer {
    std::string csrf_token;
};
BOOST_DESCRIBE_STRUCT(CsrfAnswer, (), (csrf_token))

/// Gives the CSRF token of the session in the cookie, so that a freshly loaded page can refresh.
class GetCsrfToken {
public:
    static constexpr http::Route kRoute{
        .verb = http::Verb::get, .path = "/api/v1/auth/csrf", .access = http::Access::anonymous};
    static constexpr http::Doc kDoc =
        http::Doc{"Get the CSRF token of the session in the cookie", problems::kSessionExpired}
            .explaining("Reads the refresh cookie, and nothing else.");

    GetCsrfToken(const RefreshTokens& refresh_tokens, const CsrfTokens& csrf_tokens)
        : refresh_tokens_(refresh_tokens), csrf_tokens_(csrf_tokens) {}

    http::Reply<CsrfAnswer> handle(http::Context& context);

private:
    const RefreshTokens& refresh_tokens_;
    const CsrfTokens& csrf_tokens_;
};

}  // namespace gatehouse::auth
