#pragma once

#include <compare>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse {

/// An e-mail address in the one form in which addresses are stored and compared: local part in
/// Unicode form NFC and lower case, domain as lower-case A-labels. Two spellings that reach the
/// same mailbox at every usual provider are equal; letters that only look alike are not.
class Email {
public:
    static constexpr std::size_t kMaxSize = 254;  ///< bytes, RFC 5321 section 4.5.3.1.3
    static constexpr json::StringRule kRule{.format = "idn-email",
                                            .min_length = 5,
                                            .max_length = kMaxSize,
                                            .example = "ada@example.com"};

    /// Reads an address: `local@domain` as RFC 5321 has it with the international letters of RFC
    /// 6531, without quoted local parts, domain literals, comments or surrounding space. Fails with
    /// code `invalid_email`.
    [[nodiscard]] static std::expected<Email, FieldError> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] std::string_view local() const noexcept {
        return std::string_view{text_}.substr(0, at_);
    }
    [[nodiscard]] std::string_view domain() const noexcept {
        return std::string_view{text_}.substr(at_ + 1);
    }
    /// For logs and notices: the first character of the local part and the domain,
    /// `a***@example.com`.
    [[nodiscard]] std::string masked() const;

    bool operator==(const Email&) const = default;
    auto operator<=>(const Email&) const = default;

private:
    Email(std::string_view local, std::string_view domain);

    std::string text_;
    std::size_t at_;
};

}  // namespace gatehouse

template <>
struct std::hash<gatehouse::Email> {
    std::size_t operator()(const gatehouse::Email& email) const noexcept {
        return std::hash<std::string>{}(email.text());
    }
};
