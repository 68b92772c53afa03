#include "platform/sql/postgres/answer.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/row.hpp"

namespace gatehouse::sql::postgres {
namespace {

// The types whose text is not left to the reader (pg_type.dat).
enum TypeId : Oid {
    kBool = 16,
    kBytea = 17,
    kInt8 = 20,
    kInt2 = 21,
    kInt4 = 23,
    kFloat4 = 700,
    kFloat8 = 701,
};

template <class T>
T number_of(const char* text, std::size_t size) {
    T number{};
    std::from_chars(text, text + size, number);
    return number;
}

int digit_of(char digit) {
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/// Turns `\x0aff` into bytes, in place.
std::size_t decode_bytea(char* text, std::size_t size) {
    std::size_t bytes = 0;
    for (std::size_t at = 2; at + 1 < size; at += 2) {
        text[bytes++] = static_cast<char>(digit_of(text[at]) * 16 + digit_of(text[at + 1]));
    }
    return bytes;
}

Cell cell_of(PGresult* answer, int row, int column) {
    if (PQgetisnull(answer, row, column) != 0) {
        return {};
    }
    char* text = PQgetvalue(answer, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(answer, row, column));
    switch (PQftype(answer, column)) {
        case kBool:
            return Cell(std::int64_t{*text == 't'});
        case kInt2:
        case kInt4:
        case kInt8:
            return Cell(number_of<std::int64_t>(text, size));
        case kFloat4:
        case kFloat8:
            return Cell(number_of<double>(text, size));
        case kBytea:
            return {Cell::Kind::blob, text, decode_bytea(text, size)};
        default:
            return {Cell::Kind::text, text, size};
    }
}

/// What a statement changed; rows that a SELECT found are none.
std::int64_t changed_by(PGresult* answer) {
    const std::string_view tag = PQcmdStatus(answer);
    if (tag.starts_with("SELECT")) {
        return 0;
    }
    const std::string_view count = PQcmdTuples(answer);
    return number_of<std::int64_t>(count.data(), count.size());
}

}  // namespace

Failure failure_of(std::string_view what, const PGresult* result) {
    const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    // Without a state it is libpq itself that failed: the connection is lost.
    const std::string_view state = field == nullptr ? "08006" : field;
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string message =
        fmt::format("{}: {} ({})", what,
                    text == nullptr ? first_line(PQresultErrorMessage(result)) : text, state);
    const std::string_view group = state.substr(0, 2);
    if (state == "40001" || state == "40P01") {
        return {std::make_exception_ptr(Conflict(message)), Failure::Kind::conflict};
    }
    if (group == "23") {
        return {std::make_exception_ptr(ConstraintFailed(message))};
    }
    // Took too long, or waited too long for a lock.
    if (state == "57014" || state == "55P03") {
        return {std::make_exception_ptr(Unavailable(message))};
    }
    if (state == "26000") {
        return {std::make_exception_ptr(Unavailable(message)), Failure::Kind::unprepared};
    }
    // Lost or ending connections, a server that is out of something or failing, one that is
    // read-only since another took over, a statement whose columns a migration changed.
    const bool lost = group == "08" && state != "08P01";  // that is a wrong number of arguments
    if (lost || group == "53" || group == "57" || group == "58" || state == "25006" ||
        state == "25P03" || state == "0A000") {
        return {std::make_exception_ptr(Unavailable(message)), Failure::Kind::connection};
    }
    return {std::make_exception_ptr(StatementFailed(message))};
}

Result result_of(ResultHandle answer) {
    PGresult* result = answer.get();
    const int rows = PQntuples(result);
    const int columns = PQnfields(result);
    Result::Cells cells;
    cells.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            cells.push_back(cell_of(result, row, column));
        }
    }
    const std::int64_t changed = changed_by(result);
    return {static_cast<std::size_t>(columns), std::move(cells),
            Result::Storage(answer.release(),
                            [](void* kept) { PQclear(static_cast<PGresult*>(kept)); }),
            changed};
}

void ParameterTexts::set(const Query& query, Params params) {
    refuse_nul(query, params);
    constexpr std::size_t kLongestNumber = 40;  // also the text of a UUID
    std::size_t room = 0;
    for (const Value& value : params) {
        const auto* text = std::get_if<std::string_view>(&value);
        room += text == nullptr ? kLongestNumber : text->size() + 1;
    }
    buffer_.resize(room);
    values_.assign(params.size(), nullptr);
    lengths_.assign(params.size(), 0);
    formats_.assign(params.size(), 0);
    char* next = buffer_.data();
    for (std::size_t index = 0; index < params.size(); ++index) {
        const auto keep = [&](std::string_view text) {
            values_[index] = next;
            if (!text.empty()) {
                std::memcpy(next, text.data(), text.size());
            }
            next += text.size();
            *next++ = '\0';
        };
        const auto keep_number = [&](auto number) {
            std::array<char, kLongestNumber> digits{};
            const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
            keep({digits.data(), end.ptr});
        };
        std::visit(
            [&]<class T>(const T& value) {
                if constexpr (std::is_same_v<T, bool>) {
                    keep(value ? "t" : "f");
                } else if constexpr (std::is_arithmetic_v<T>) {
                    keep_number(value);
                } else if constexpr (std::is_same_v<T, std::string_view>) {
                    keep(value);
                } else if constexpr (std::is_same_v<T, Uuid>) {
                    std::array<char, 36> text{};
                    value.write_text(text.data());
                    keep({text.data(), text.size()});
                } else if constexpr (std::is_same_v<T, Blob>) {
                    static constexpr char kNothing = '\0';
                    values_[index] =
                        value.empty() ? &kNothing : reinterpret_cast<const char*>(value.data());
                    lengths_[index] = static_cast<int>(value.size());
                    formats_[index] = 1;
                }
            },
            params[index]);
    }
}

}  // namespace gatehouse::sql::postgres
