#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "platform/base/id.hpp"
#include "platform/base/secret.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::log {

/// The name of a field, from the Elastic Common Schema (`http.request.method`) or `labels.*`. A
/// literal: names are never made of data.
class FieldName {
public:
    consteval FieldName(const char* name)  // NOLINT(google-explicit-constructor)
        : name_(name) {
        for (const char c : name_) {
            const bool known = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                               c == '.' || c == '@';
            if (!known) throw "a field name holds a-z, 0-9, dot and underscore";
        }
    }
    [[nodiscard]] constexpr std::string_view text() const { return name_; }

private:
    std::string_view name_;
};

/// One named value of a log event, valid for the call it is passed to: texts are not copied. There
/// is no way to make one of a Secret, or of a type that does not give itself away as text.
class Field {
public:
    using Value =
        std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool, Time, Uuid>;

    Field(FieldName name, std::string_view value) : name_(name), value_(value) {}
    Field(FieldName name, const std::string& value)
        : name_(name), value_(std::string_view{value}) {}
    Field(FieldName name, const char* value) : name_(name), value_(std::string_view{value}) {}
    Field(FieldName name, std::same_as<bool> auto value) : name_(name), value_(value) {}
    Field(FieldName name, std::same_as<double> auto value) : name_(name), value_(value) {}
    template <std::signed_integral T>
        requires(!std::same_as<T, char>)
    Field(FieldName name, T value) : name_(name), value_(static_cast<std::int64_t>(value)) {}
    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Field(FieldName name, T value) : name_(name), value_(static_cast<std::uint64_t>(value)) {}
    Field(FieldName name, Time value) : name_(name), value_(value) {}
    /// Durations are nanoseconds, as `event.duration` has them.
    template <class Rep, class Period>
    Field(FieldName name, std::chrono::duration<Rep, Period> value)
        : name_(name),
          value_(
              std::int64_t{std::chrono::duration_cast<std::chrono::nanoseconds>(value).count()}) {}
    Field(FieldName name, const Uuid& value) : name_(name), value_(value) {}
    template <class Tag>
    Field(FieldName name, const Id<Tag>& value) : name_(name), value_(value.uuid()) {}
    Field(FieldName name, const Secret& value) = delete;

    [[nodiscard]] std::string_view name() const noexcept { return name_.text(); }
    [[nodiscard]] const Value& value() const noexcept { return value_; }

private:
    FieldName name_;
    Value value_;
};

}  // namespace gatehouse::log
