#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/result.hpp"
#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// One INSERT of any number of rows, in statements of `kRows` rows and of one: many rows cost few
/// round trips and little parsing, and there are two texts to prepare. Immutable, shared between
/// threads; lives as long as the databases it is used with.
class InsertMany {
public:
    static constexpr std::size_t kRows = 32;

    /// `name` and `name_many` are what the statements are called, `into` is `INSERT INTO t (a, b)`,
    /// whose `columns` are counted, and `tail` what stands behind the rows.
    InsertMany(std::string_view name, std::string_view into, std::size_t columns,
               std::string_view tail = {});
    InsertMany(const InsertMany&) = delete;
    InsertMany& operator=(const InsertMany&) = delete;

    /// Inserts the rows of `values`, one behind the other; gives what each statement returned.
    /// Throws as Session::run does, and std::invalid_argument for a row that is not whole.
    Task<std::vector<Result>> run(Session& session, Params values) const;

    /// The statement of one row, to read returned rows with.
    [[nodiscard]] const Query& query() const noexcept { return queries_[1]; }

private:
    struct Statement {
        std::string name;
        std::string text;
        std::size_t rows;

        [[nodiscard]] Query query() const { return {name, text}; }
    };

    static std::string text_of(std::string_view into, std::size_t columns, std::size_t rows,
                               std::string_view tail);

    std::size_t columns_;
    std::array<Statement, 2> statements_;  ///< many rows, one row
    std::array<Query, 2> queries_;
};

}  // namespace gatehouse::sql
