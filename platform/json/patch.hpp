#pragma once

#include <optional>
#include <utility>

namespace gatehouse::json {

/// A member of a JSON Merge Patch (RFC 7396): absent leaves the target alone, null removes it, a
/// value replaces it. An absent one is left out on writing.
template <class M>
class Patch {
public:
    /// Absent.
    Patch() = default;
    Patch(std::nullopt_t) : present_(true) {}  // NOLINT(google-explicit-constructor): is null
    Patch(M value)                             // NOLINT(google-explicit-constructor): is a value
        : present_(true), value_(std::move(value)) {}

    [[nodiscard]] bool absent() const noexcept { return !present_; }
    [[nodiscard]] bool is_null() const noexcept { return present_ && !value_; }
    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
    /// The new value; throws std::bad_optional_access when absent or null.
    [[nodiscard]] const M& value() const& { return value_.value(); }
    [[nodiscard]] M&& value() && { return std::move(value_).value(); }

private:
    bool present_ = false;
    std::optional<M> value_;
};

}  // namespace gatehouse::json
