#pragma once

// The shape that services program against (the implementation lives beside it):
//
//   class GetProfile {
//    public:
//     static constexpr http::Route kRoute{http::Verb::get, "/api/v1/users/{id}",
//     http::Access::user}; static constexpr http::Doc kDoc{"Read a public profile",
//     problems::kNotFound};   // OpenAPI: summary, problems it may give
//     Task<http::Reply<PublicProfile>> handle(http::Path<ById> path, http::Context& context);
//   };
//   router.add(get_profile_);   // keeps a reference: endpoints outlive the router
//
// handle's parameters, each at most once, in this order: `http::Path<P>` (described struct, members
// named as the path's `{...}`), `http::Query<Q>` (described struct; unknown or repeated parameters
// are 400), a JSON body (described struct by value), `http::Context&`. A route without a body
// parameter refuses a request body that is not empty. The result is Task<Reply<R>>, R a described
// struct, NoContent or RawJson.
