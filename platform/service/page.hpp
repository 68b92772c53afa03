#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "platform/base/id.hpp"
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

/// The page made of the rows that were read: up to `entries` of them, and one more when there is a
/// next page. `view` makes an entry of a row, `cursor` the cursor that begins behind a row.
template <class Page, class Row, class View, class Cursor>
[[nodiscard]] Page page_of(std::vector<Row> rows, std::int64_t entries, const View& view,
                           const Cursor& cursor) {
    Page page{};
    if (std::cmp_greater(rows.size(), entries)) {
        rows.pop_back();
        page.next_cursor = cursor(rows.back());
    }
    page.data.reserve(rows.size());
    for (Row& row : rows) {
        page.data.push_back(view(row));
    }
    return page;
}

/// What a request wants of a list whose newest entry comes first: entries are ordered by their
/// version 7 UUIDs, and a page ends before the id that its cursor names.
class NewestFirst {
public:
    /// `query` has a `limit` and a `cursor`; `list` is as for Cursors, which must outlive this.
    /// Nothing when the cursor is not one of this list.
    template <class Query>
    [[nodiscard]] static std::optional<NewestFirst> of(const Cursors& cursors, std::string list,
                                                       const Query& query) {
        const std::optional<Uuid> before =
            query.cursor ? position(cursors, list, *query.cursor) : Uuid::max();
        if (!before) return std::nullopt;
        return NewestFirst{cursors, std::move(list), *before, entries_of(query.limit)};
    }

    /// The entries of the page are older than this one.
    [[nodiscard]] const Uuid& before() const noexcept { return before_; }
    /// How many rows to read: one more than the page has tells whether there is a next page.
    [[nodiscard]] std::int64_t rows() const noexcept { return entries_ + 1; }

    /// The page made of the rows that were read, each of which has an `id`; `view` makes an entry
    /// of a row.
    template <class Page, class Row, class View>
    [[nodiscard]] Page page(std::vector<Row> rows, const View& view) const {
        return page_of<Page>(std::move(rows), entries_, view, [this](const Row& last) {
            return cursors_->seal(list_, last.id.text());
        });
    }

private:
    NewestFirst(const Cursors& cursors, std::string list, const Uuid& before, std::int64_t entries)
        : cursors_(&cursors), list_(std::move(list)), before_(before), entries_(entries) {}
    static std::optional<Uuid> position(const Cursors& cursors, std::string_view list,
                                        std::string_view cursor);

    const Cursors* cursors_;
    std::string list_;
    Uuid before_;
    std::int64_t entries_;
};

}  // namespace gatehouse::service
