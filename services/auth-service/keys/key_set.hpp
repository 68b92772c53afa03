#pragma once

#include "platform/crypto/signing_keys.hpp"
#include "platform/http/context.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/route.hpp"

namespace gatehouse::auth {

/// Publishes the public keys that verify access tokens (RFC 7517).
class GetKeySet {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/.well-known/jwks.json",
                                        .access = http::Access::anonymous,
                                        .no_store = false};
    static constexpr http::Doc kDoc{"Read the keys that verify access tokens"};

    explicit GetKeySet(const crypto::SigningKeys& keys) : keys_(keys) {}

    http::Reply<http::RawJson> handle(http::Context& context);

private:
    const crypto::SigningKeys& keys_;
};

}  // namespace gatehouse::auth
