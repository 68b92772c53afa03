#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <boost/container/small_vector.hpp>

#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// The rows that one statement returned and the number it changed; owns what its cells view, also
/// when moved.
class Result {
public:
    /// Releases the memory that the cells view.
    using Storage = std::unique_ptr<void, void (*)(void*)>;
    /// One row of a usual table needs no allocation.
    using Cells = boost::container::small_vector<Cell, 10>;

    Result() = default;
    Result(std::size_t columns, Cells cells, Storage storage, std::int64_t changed)
        : columns_(columns),
          cells_(std::move(cells)),
          storage_(std::move(storage)),
          changed_(changed) {}

    /// The number of rows.
    [[nodiscard]] std::size_t size() const noexcept {
        return columns_ == 0 ? 0 : cells_.size() / columns_;
    }
    [[nodiscard]] bool empty() const noexcept { return cells_.empty(); }
    [[nodiscard]] Row row(std::size_t index) const noexcept {
        return {cells_.data() + index * columns_, columns_};
    }
    /// The number of rows that the statement inserted, updated or deleted.
    [[nodiscard]] std::int64_t changed() const noexcept { return changed_; }

private:
    std::size_t columns_ = 0;
    Cells cells_;
    Storage storage_{nullptr, [](void*) {}};
    std::int64_t changed_ = 0;
};

}  // namespace gatehouse::sql
