#pragma once

// The part of reading that does not depend on the type read: what the templates of codec.hpp call.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/json/document.hpp"

namespace gatehouse::json {

/// Collects what is wrong with a document; what exceeds `kMax` is dropped.
class Errors {
public:
    static constexpr std::size_t kMax = 32;

    void add(FieldError error) {
        if (!full()) errors_.push_back(std::move(error));
    }
    [[nodiscard]] bool full() const noexcept { return errors_.size() >= kMax; }
    [[nodiscard]] bool empty() const noexcept { return errors_.empty(); }
    [[nodiscard]] std::vector<FieldError> take() { return std::move(errors_); }

private:
    std::vector<FieldError> errors_;
};

/// The way from the root to a value: a chain on the stack, made into a JSON pointer only for an
/// error.
struct Path {
    const Path* parent = nullptr;
    std::string_view name{};
    std::size_t index = 0;
    bool in_array = false;

    /// The JSON pointer (RFC 6901); long names are cut.
    [[nodiscard]] std::string pointer() const;
};

/// A value to read, where it is, and where to report what is wrong with it.
struct Input {
    Value value;
    const Path& path;
    Errors& errors;

    Input(Value read, const Path& where, Errors& report)
        : value(read), path(where), errors(report) {}

    void fail(std::string_view code, std::string detail) const;
    /// Reports what a type's `parse` refused, at this place.
    void fail(FieldError error) const;
    /// Checks the kind; reports `wrong_type` with `expected` ("a string").
    [[nodiscard]] bool is(Kind kind, std::string_view expected) const;
};

[[nodiscard]] std::optional<bool> read_bool(const Input& input);
/// Digits only: a fraction, an exponent and `-0` are `wrong_type`, beyond the bounds
/// `out_of_range`.
[[nodiscard]] std::optional<std::int64_t> read_integer(const Input& input, std::int64_t min,
                                                       std::int64_t max);
[[nodiscard]] std::optional<std::uint64_t> read_unsigned(const Input& input, std::uint64_t max);
[[nodiscard]] std::optional<double> read_double(const Input& input);
/// The decoded string, a view into the document; one with U+0000 is `invalid_character`.
[[nodiscard]] std::optional<std::string_view> read_text(const Input& input);
[[nodiscard]] std::optional<Time> read_time(const Input& input);
/// The position of the string in `names`; for others `invalid_value` with the list.
[[nodiscard]] std::optional<std::size_t> read_name(const Input& input,
                                                   std::span<const std::string_view> names);

/// How one member of a described struct is read into its slot, a std::optional of its type.
struct MemberReader {
    std::string_view name;
    void (*read)(const Input& input, void* slot);
    void (*absent)(void* slot);  ///< null when the member is required
};

inline constexpr std::size_t kMaxDescribedMembers = 64;

/// Reads an object member by member into `slots`, one for each of `members` (at most
/// `kMaxDescribedMembers`); reports unknown and missing ones.
void read_members(const Input& input, std::span<const MemberReader> members,
                  std::span<void* const> slots);

/// Calls `each` for the elements of an array; false when it is none.
bool read_elements(const Input& input, void* list, void (*each)(const Input& input, void* list));

}  // namespace gatehouse::json
