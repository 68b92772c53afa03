#pragma once

#include <optional>
#include <utility>

namespace gatehouse::json {

/// A member of a JSON Merge Patch (RFC 7396) that can be replaced, not removed: absent leaves the
/// target alone, and null is refused when it is read. `Patch` is for what can be removed.
template <class M>
class Replacement {
public:
    /// Absent.
    Replacement() = default;
    explicit(false) Replacement(M value) : value_(std::move(value)) {}

    [[nodiscard]] bool absent() const noexcept { return !value_.has_value(); }
    /// The new value; throws std::bad_optional_access when absent.
    [[nodiscard]] const M& value() const& { return value_.value(); }
    [[nodiscard]] M&& value() && { return std::move(value_).value(); }

private:
    std::optional<M> value_;
};

}  // namespace gatehouse::json
