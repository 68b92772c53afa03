#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::http {

enum class Verb : std::uint8_t { get, head, post, put, patch, delete_, options };

/// Who may call a route; checked by the pipeline before the handler runs.
enum class Access : std::uint8_t {
    anonymous,  ///< anybody; an Authorization header is not looked at
    cookie,  ///< relies on the refresh cookie: Origin, Sec-Fetch-Site and X-CSRF-Token are checked
    user,    ///< a valid access token
    admin,   ///< a valid access token with role `admin`
};

/// What a route is: its verb, its path (`/api/v1/users/{id}`) and who may call it.
struct Route {
    Verb verb;
    std::string_view path;
    Access access;
    /// Forms that a signed-in browser could be made to send (sign-in, register): Origin and
    /// Sec-Fetch-Site are checked whenever they are present.
    bool check_origin = false;
    /// Name of the rate-limit policy that guards the route; empty: the general one.
    std::string_view limit{};
    std::size_t max_body = 64 * 1024;
    bool no_store = true;  ///< answers carry `Cache-Control: no-store`
};

}  // namespace gatehouse::http
