#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "platform/base/problem.hpp"

namespace gatehouse::http {

enum class Verb : std::uint8_t { get, head, post, put, patch, delete_, options };
inline constexpr std::size_t kVerbs = 7;

/// The method's name on the wire: `GET`.
[[nodiscard]] std::string_view to_text(Verb verb) noexcept;
/// The verb of a method name, which is case-sensitive (RFC 9110 section 9.1); nothing for others.
[[nodiscard]] std::optional<Verb> parse_verb(std::string_view method) noexcept;
/// Verbs that ask for no change of state (RFC 9110 section 9.2.1).
[[nodiscard]] constexpr bool is_safe(Verb verb) noexcept {
    return verb == Verb::get || verb == Verb::head || verb == Verb::options;
}

/// Who may call a route; checked by the pipeline before the handler runs.
enum class Access : std::uint8_t {
    anonymous,  ///< anybody; an Authorization header is not looked at
    cookie,     ///< relies on the refresh cookie: X-CSRF-Token is checked
    /// The refresh cookie as above; or, without that cookie, an access token, which may have
    /// expired or been revoked: what must work for whoever holds the remains of a session. The
    /// caller is who the token stood for, if there is one.
    session,
    user,   ///< a valid access token
    admin,  ///< a valid access token with role `admin`
};

/// What a route is: its verb, its path (`/api/v1/users/{id}`) and who may call it. Whatever the
/// access, a verb that is not safe has Origin and Sec-Fetch-Site checked whenever they are there.
struct Route {
    Verb verb;
    std::string_view path;
    Access access;
    /// Name of the rate-limit policy that guards the route beside the general one; empty: none.
    std::string_view limit{};
    std::size_t max_body = 64 * 1024;
    bool no_store = true;  ///< answers carry `Cache-Control: no-store`
    /// Answers whatever Host says, and is neither limited nor shed nor logged: probes of the
    /// machine it runs on.
    bool probe = false;
};

/// What the OpenAPI document says about an endpoint beside its types: a summary, the status of its
/// success, and the problems it may give beyond those that follow from its route and parameters.
class Doc {
public:
    static constexpr std::size_t kMaxProblems = 12;
    static constexpr std::size_t kMaxStatuses = 4;

    template <class... Problems>
    constexpr explicit(false) Doc(std::string_view summary, const Problems&... problems)
        : summary_(summary), problems_{&problems...}, count_(sizeof...(Problems)) {
        static_assert(sizeof...(Problems) <= kMaxProblems);
    }

    /// The same with another status of success than 200 (204 without a body). Several when the
    /// body is a variant, in the order of its types; `204` beside them is an answer without one.
    template <std::same_as<int>... More>
    [[nodiscard]] constexpr Doc answering(int status, More... more) const {
        static_assert(sizeof...(More) < kMaxStatuses);
        Doc copy = *this;
        copy.statuses_ = {status, more...};
        copy.status_count_ = 1 + sizeof...(More);
        return copy;
    }

    /// The same with what the summary and the types do not tell, in whole sentences.
    [[nodiscard]] constexpr Doc explaining(std::string_view description) const {
        Doc copy = *this;
        copy.description_ = description;
        return copy;
    }

    [[nodiscard]] constexpr std::string_view summary() const noexcept { return summary_; }
    [[nodiscard]] constexpr std::string_view description() const noexcept { return description_; }
    /// None: what the reply's type implies.
    [[nodiscard]] constexpr std::span<const int> statuses() const noexcept {
        return std::span{statuses_}.first(status_count_);
    }
    [[nodiscard]] constexpr std::span<const ProblemType* const> problems() const noexcept {
        return std::span{problems_}.first(count_);
    }

private:
    std::string_view summary_;
    std::string_view description_;
    std::array<const ProblemType*, kMaxProblems> problems_;
    std::size_t count_;
    std::array<int, kMaxStatuses> statuses_{};
    std::size_t status_count_ = 0;
};

}  // namespace gatehouse::http
