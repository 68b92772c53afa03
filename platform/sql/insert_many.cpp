#include "platform/sql/insert_many.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace gatehouse::sql {

InsertMany::InsertMany(std::string_view name, std::string_view into, std::size_t columns,
                       std::string_view tail)
    : columns_(columns),
      statements_{
          Statement{fmt::format("{}_many", name), text_of(into, columns, kRows, tail), kRows},
          Statement{std::string{name}, text_of(into, columns, 1, tail), 1}},
      queries_{statements_[0].query(), statements_[1].query()} {
}

std::string InsertMany::text_of(std::string_view into, std::size_t columns, std::size_t rows,
                                std::string_view tail) {
    std::string text = fmt::format("{}\nVALUES ", into);
    for (std::size_t row = 0; row < rows; ++row) {
        text += row == 0 ? "(" : ",\n(";
        for (std::size_t column = 1; column <= columns; ++column) {
            text += fmt::format("{}${}", column == 1 ? "" : ", ", row * columns + column);
        }
        text += ')';
    }
    if (!tail.empty()) text += fmt::format("\n{}", tail);
    return text;
}

Task<std::vector<Result>> InsertMany::run(Session& session, Params values) const {
    if (values.size() % columns_ != 0) {
        throw std::invalid_argument(statements_[1].name + ": a row is not whole");
    }
    std::vector<Result> results;
    for (std::size_t index = 0; index < statements_.size(); ++index) {
        const std::size_t size = statements_[index].rows * columns_;
        while (values.size() >= size) {
            results.push_back(co_await session.run(queries_[index], values.first(size)));
            values = values.subspan(size);
        }
    }
    co_return results;
}

}  // namespace gatehouse::sql
