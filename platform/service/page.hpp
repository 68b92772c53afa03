#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/describe.hpp>

#include "platform/base/problem.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/json/rule.hpp"

namespace gatehouse::service {

/// A list's cursor that this list did not give.
inline constexpr ProblemType kInvalidCursor{400, "invalid_cursor", "The cursor is not valid."};

/// How many entries of a list a client wants at once.
class PageLimit {
public:
    static constexpr std::int64_t kMax = 100;
    static constexpr std::int64_t kDefault = 20;
    static constexpr json::IntegerRule kRule{
        .min = 1, .max = kMax, .when_absent = kDefault, .description = "How many entries at most"};

    /// Takes 1 to `kMax`; fails with `invalid_limit`.
    [[nodiscard]] static std::expected<PageLimit, FieldError> parse(std::string_view text);

    [[nodiscard]] std::int64_t value() const noexcept { return value_; }

private:
    explicit PageLimit(std::int64_t value) : value_(value) {}

    std::int64_t value_;
};

/// The query of a list without filters.
struct PageQuery {
    std::optional<PageLimit> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))

[[nodiscard]] inline std::int64_t entries_of(const std::optional<PageLimit>& limit) noexcept {
    return limit ? limit->value() : PageLimit::kDefault;
}

/// Makes the cursors of keyset pages: base64url of the position behind which the next page begins,
/// and an HMAC that binds it to its list. Immutable, shared between loops.
class Cursors {
public:
    explicit Cursors(crypto::Mac key) : key_(std::move(key)) {}

    /// `list` names the list with all that its entries depend on (whose, which filter), and does
    /// not hold a line feed.
    [[nodiscard]] std::string seal(std::string_view list, std::string_view position) const;
    /// The position; nothing unless `seal` made the text for this list.
    [[nodiscard]] std::optional<std::string> open(std::string_view list,
                                                  std::string_view cursor) const;

private:
    [[nodiscard]] std::string code(std::string_view list, std::string_view position) const;

    crypto::Mac key_;
};

}  // namespace gatehouse::service
