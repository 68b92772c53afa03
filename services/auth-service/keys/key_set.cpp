#include "services/auth-service/keys/key_set.hpp"

#include <fmt/format.h>

namespace gatehouse::auth {

http::Reply<http::RawJson> GetKeySet::handle(http::Context& context) {
    return http::Success<http::RawJson>{
        .body = {keys_.current()->jwks(context.now())},
        .cache_control =
            fmt::format("public, max-age={}", crypto::SigningKeys::kPublishedMaxAge.count())};
}

}  // namespace gatehouse::auth
