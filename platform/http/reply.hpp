#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
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

/// Bytes of another media type (the metrics of the operations port).
struct Content {
    std::string_view content_type;  ///< a literal
    std::string bytes;
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
/// from `Success<T>`, from `Problem` and from a problem's type.
template <class T>
class Reply {
public:
    using Body = T;

    explicit(false) Reply(T body)
        requires(!std::is_same_v<T, NoContent>)
        : value_(Success<T>{std::move(body)}) {}
    explicit(false) Reply(NoContent body)
        requires(std::is_same_v<T, NoContent>)
        : value_(Success<T>{body, 204}) {}
    explicit(false) Reply(Success<T> success) : value_(std::move(success)) {}
    explicit(false) Reply(Problem problem) : value_(std::move(problem)) {}
    explicit(false) Reply(const ProblemType& type) : value_(Problem{type}) {}

    [[nodiscard]] bool ok() const noexcept { return value_.index() == 0; }
    [[nodiscard]] Success<T>& success() { return std::get<0>(value_); }
    [[nodiscard]] const Problem& problem() const { return std::get<1>(value_); }

private:
    std::variant<Success<T>, Problem> value_;
};

}  // namespace gatehouse::http
