#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "platform/base/id.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::sql {

/// Bytes without any encoding: BLOB on SQLite, bytea on PostgreSQL.
using Blob = std::span<const std::byte>;

/// One parameter of a statement; views stay valid until the statement's await returns.
using Value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Uuid, Blob>;

using Params = std::span<const Value>;

/// One value of a row, as the database gave it: a view into the `Result` it belongs to.
class Cell {
public:
    enum class Kind : std::uint8_t { null, integer, real, text, blob };

    Cell() = default;
    explicit Cell(std::int64_t value) : kind_(Kind::integer), integer_(value) {}
    explicit Cell(double value) : kind_(Kind::real), real_(value) {}
    Cell(Kind kind, const char* data, std::size_t size)
        : kind_(kind), size_(static_cast<std::uint32_t>(size)), data_(data) {}

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == Kind::null; }
    /// Each only for a cell of that kind; `bytes` for text and blob.
    [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
    [[nodiscard]] double real() const noexcept { return real_; }
    [[nodiscard]] std::string_view bytes() const noexcept { return {data_, size_}; }

private:
    Kind kind_ = Kind::null;
    std::uint32_t size_ = 0;
    union {
        std::int64_t integer_ = 0;
        double real_;
        const char* data_;
    };
};

using Row = std::span<const Cell>;

}  // namespace gatehouse::sql
