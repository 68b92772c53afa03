#pragma once

#include "platform/base/problem.hpp"

/// The error answers that any route may give; services add their own beside their features.
namespace gatehouse::http::problems {

inline constexpr ProblemType kMalformedRequest{400, "malformed_request",
                                               "The request is malformed."};
inline constexpr ProblemType kMalformedJson{400, "malformed_json", "The body is not valid JSON."};
/// No usable access token: refreshing gives a new one if the session still lives.
inline constexpr ProblemType kSessionExpired{401, "session_expired", "You are not signed in."};
inline constexpr ProblemType kTokenExpired{401, "token_expired", "The access token has expired."};
inline constexpr ProblemType kForbidden{403, "forbidden", "You may not do this."};
inline constexpr ProblemType kCsrfFailed{403, "csrf_failed",
                                         "The request did not prove where it comes from."};
inline constexpr ProblemType kNotFound{404, "not_found", "There is nothing here."};
inline constexpr ProblemType kMethodNotAllowed{405, "method_not_allowed",
                                               "The resource does not know this method."};
inline constexpr ProblemType kRequestTimeout{408, "request_timeout",
                                             "The request did not arrive in time."};
inline constexpr ProblemType kPreconditionFailed{412, "precondition_failed",
                                                 "The resource has changed since it was read."};
inline constexpr ProblemType kPayloadTooLarge{413, "payload_too_large", "The body is too large."};
inline constexpr ProblemType kUriTooLong{414, "uri_too_long", "The address is too long."};
inline constexpr ProblemType kUnsupportedMediaType{415, "unsupported_media_type",
                                                   "The body's media type is not supported."};
inline constexpr ProblemType kExpectationFailed{417, "expectation_failed",
                                                "The expectation cannot be met."};
inline constexpr ProblemType kMisdirected{421, "misdirected_request",
                                          "This server does not answer for that host."};
inline constexpr ProblemType kValidationFailed{422, "validation_failed",
                                               "Some fields are not valid."};
inline constexpr ProblemType kPreconditionRequired{
    428, "precondition_required", "The change needs an If-Match with the tag that was read."};
inline constexpr ProblemType kRateLimited{429, "rate_limited", "Too many requests."};
inline constexpr ProblemType kHeadersTooLarge{431, "headers_too_large",
                                              "The header fields are too large."};
inline constexpr ProblemType kInternal{500, "internal", "Something went wrong on our side."};
inline constexpr ProblemType kOverloaded{503, "overloaded", "The service cannot answer now."};
inline constexpr ProblemType kVersionNotSupported{505, "http_version_not_supported",
                                                  "This version of HTTP is not spoken."};

}  // namespace gatehouse::http::problems
