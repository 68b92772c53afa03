#pragma once

#include <expected>
#include <string_view>
#include <utility>

#include "platform/base/problem.hpp"
#include "platform/base/secret.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::auth {

/// A password as someone typed it: 1 to 256 code points (see crypto::password_length) without NUL.
/// Move-only, wiped when
/// released, without a way to write it. Whether a new one is strong enough is decided where it is
/// set.
class Password {
public:
    static constexpr std::size_t kMaxLength = 256;
    static constexpr json::StringRule kRule{.format = "password",
                                            .min_length = 1,
                                            .max_length = kMaxLength,
                                            .example = "correct horse battery staple"};

    /// Fails with `too_short`, `too_long` or `invalid_character`.
    [[nodiscard]] static std::expected<Password, FieldError> parse(std::string_view text);

    /// The UTF-8 text, for the one place that hashes it.
    [[nodiscard]] std::string_view expose() const noexcept { return text_.expose(); }
    /// Whether both are one password, in whatever Unicode form each was typed.
    [[nodiscard]] bool same_as(const Password& other) const;
    [[nodiscard]] Secret clone() const { return text_.clone(); }

private:
    explicit Password(Secret text) : text_(std::move(text)) {}

    Secret text_;
};

}  // namespace gatehouse::auth
