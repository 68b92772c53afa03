#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.hpp"

namespace gatehouse {

/// One kind of error answer (RFC 9457): defined as constexpr objects in the `problems.hpp` of the
/// room that gives it, compared by address or code, never by text.
struct ProblemType {
    int status;
    std::string_view code;   ///< stable, snake_case; `type` is `/problems/<code>`
    std::string_view title;  ///< one short sentence that does not change between occurrences
};

/// What is wrong with one member of the input.
struct FieldError {
    std::string pointer;  ///< RFC 6901 JSON pointer (`/email`), or `?limit` for a query parameter
    std::string code;
    std::string detail;
};

/// One occurrence of an error answer: an expected outcome, carried as a value.
struct Problem {
    const ProblemType* type;
    std::string detail;
    std::vector<FieldError> errors;
    std::optional<Seconds> retry_after;
    /// Names of the rate-limit policies that refused it (IETF httpapi ratelimit-headers draft).
    std::vector<std::string> violated_policies;

    explicit Problem(const ProblemType& problem_type, std::string text = {})
        : type(&problem_type), detail(std::move(text)) {}

    [[nodiscard]] bool is(const ProblemType& other) const noexcept {
        return type->code == other.code;
    }
};

}  // namespace gatehouse
