#pragma once

// The shape that services program against:
//
//   class GetProfile {
//   public:
//       static constexpr http::Route kRoute{http::Verb::get, "/api/v1/users/{id}",
//                                           http::Access::user};
//       static constexpr http::Doc kDoc{"Read a public profile", problems::kNotFound};
//       Task<http::Reply<PublicProfile>> handle(http::Path<ById> path, http::Context& context);
//   };
//   router.add(get_profile_);   // keeps a reference: endpoints outlive the router
//
// handle's parameters, each at most once, in this order: `http::Path<P>` (described struct, members
// named as the path's `{...}`; a value that does not parse is 404), `http::Query<Q>` (described
// struct; unknown or repeated parameters are 400, bad values 422), a JSON body (described struct by
// value; `std::optional` of one when it may be left out), `http::Context&`. A route without a body
// parameter refuses a request body that is not empty, one without a query refuses a query. The
// result is Task<Reply<R>>, or Reply<R> from a handler that waits for nothing; R is a described
// struct, NoContent, RawJson or Content.

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "platform/http/endpoint.hpp"
#include "platform/http/route.hpp"
#include "platform/http/route_table.hpp"
#include "platform/http/seams.hpp"

namespace gatehouse::http {

/// One route as the router knows it.
struct Entry {
    Route route;
    Doc doc;
    std::unique_ptr<Endpoint> endpoint;
    std::vector<std::string_view> parameters;  ///< names in the path
    std::size_t index;                         ///< in `Router::entries`; 0 for the fallback
};

/// The routes of a process and the seams that guard them. Filled before the first request, then
/// shared by all loops; what is added outlives it.
class Router {
public:
    Router() = default;
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Adds an endpoint. Throws std::logic_error on a route that is there already or whose path
    /// parameters are not the members of `Path<P>`.
    template <class E>
    void add(E& endpoint) {
        static_assert(std::is_same_v<std::remove_cv_t<decltype(E::kRoute)>, Route>);
        add(E::kRoute, E::kDoc, detail::make_endpoint(endpoint, &E::handle));
    }
    void add(const Route& route, const Doc& doc, std::unique_ptr<Endpoint> endpoint);
    /// Adds a document of the program's own (`/docs`); all three outlive the router.
    void add_page(std::string_view path, std::string_view content_type, std::string_view text);
    /// Asked for GET and HEAD requests that no route matches.
    void set_fallback(std::unique_ptr<Endpoint> fallback);

    void authenticate_with(Authenticator& authenticator) { authenticator_ = &authenticator; }
    void check_csrf_with(const CsrfCheck& check) { csrf_check_ = &check; }
    void report_denials_to(DenialObserver& observer) { denial_observer_ = &observer; }
    void limit_with(RateLimiter& limiter) { rate_limiter_ = &limiter; }

    [[nodiscard]] const std::vector<std::unique_ptr<Entry>>& entries() const { return entries_; }
    [[nodiscard]] const Entry* fallback() const noexcept { return fallback_.get(); }
    [[nodiscard]] const RouteTable& table() const noexcept { return table_; }
    [[nodiscard]] Authenticator* authenticator() const noexcept { return authenticator_; }
    [[nodiscard]] const CsrfCheck* csrf_check() const noexcept { return csrf_check_; }
    [[nodiscard]] DenialObserver* denial_observer() const noexcept { return denial_observer_; }
    [[nodiscard]] RateLimiter* rate_limiter() const noexcept { return rate_limiter_; }

private:
    RouteTable table_;
    std::vector<std::unique_ptr<Entry>> entries_;
    std::unique_ptr<Entry> fallback_;
    Authenticator* authenticator_ = nullptr;
    const CsrfCheck* csrf_check_ = nullptr;
    DenialObserver* denial_observer_ = nullptr;
    RateLimiter* rate_limiter_ = nullptr;
};

}  // namespace gatehouse::http
