#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "platform/base/problem.hpp"

namespace gatehouse::http {

/// The answer without a body.
struct NoContent {};

/// Already serialised JSON (the OpenAPI document, the key set).
struct RawJson {
    std::string text;
};

/// A success of a handler: its DTO and what its head says beside the defaults.
template <class T>
struct Success {
    T body;
    int status = 200;
    std::string etag{};           ///< quoted entity tag, or empty
    std::string cache_control{};  ///< replaces `no-store` when not empty
};

/// What a handler gives: a success or a problem. Converts from the DTO (200; 204 for NoContent),
/// from `Success<T>` and from `Problem`.
template <class T>
class Reply {
public:
    Reply(T body)  // NOLINT(google-explicit-constructor): a DTO is a reply
        requires(!std::is_same_v<T, NoContent>)
        : value_(Success<T>{std::move(body)}) {}
    Reply(NoContent body)  // NOLINT(google-explicit-constructor)
        requires(std::is_same_v<T, NoContent>)
        : value_(Success<T>{body, 204}) {}
    Reply(Success<T> success)
        : value_(std::move(success)) {}                     // NOLINT(google-explicit-constructor)
    Reply(Problem problem) : value_(std::move(problem)) {}  // NOLINT(google-explicit-constructor)
    Reply(const ProblemType& type)
        : value_(Problem{type}) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const noexcept { return value_.index() == 0; }
    [[nodiscard]] Success<T>& success() { return std::get<0>(value_); }
    [[nodiscard]] const Problem& problem() const { return std::get<1>(value_); }

private:
    std::variant<Success<T>, Problem> value_;
};

}  // namespace gatehouse::http
