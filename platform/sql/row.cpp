#include "platform/sql/row.hpp"

#include <charconv>

#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql {
namespace {

template <class T>
std::optional<T> parse_number(std::string_view text) noexcept {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

}  // namespace

std::optional<std::int64_t> read_integer(const Cell& cell) noexcept {
    switch (cell.kind()) {
        case Cell::Kind::integer:
            return cell.integer();
        case Cell::Kind::text:
            return parse_number<std::int64_t>(cell.bytes());
        default:
            return std::nullopt;
    }
}

std::optional<double> read_real(const Cell& cell) noexcept {
    switch (cell.kind()) {
        case Cell::Kind::real:
            return cell.real();
        case Cell::Kind::integer:
            return static_cast<double>(cell.integer());
        case Cell::Kind::text:
            return parse_number<double>(cell.bytes());
        default:
            return std::nullopt;
    }
}

void fail_column(const Query& query, Row row, std::size_t column) {
    // Not the value itself: messages end in logs, rows hold personal data.
    throw StatementFailed(
        fmt::format("{}: column {} {}", query.name, column + 1,
                    row[column].is_null() ? "is null" : "does not fit the type it is read into"));
}

void fail_width(const Query& query, Row row, std::size_t members) {
    throw StatementFailed(
        fmt::format("{}: {} columns for {} members", query.name, row.size(), members));
}

void fail_count(const Query& query, std::size_t rows, std::string_view wanted) {
    throw StatementFailed(fmt::format("{}: {} rows instead of {}", query.name, rows, wanted));
}

void refuse_nul(const Query& query, Params params) {
    for (std::size_t index = 0; index < params.size(); ++index) {
        const auto* text = std::get_if<std::string_view>(&params[index]);
        if (text != nullptr && text->contains('\0')) {
            throw StatementFailed(fmt::format("{}: ${} holds NUL", query.name, index + 1));
        }
    }
}

}  // namespace gatehouse::sql
