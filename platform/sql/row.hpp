#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/sql/codec.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// Throw StatementFailed that names the query: for rows that do not fit the type they are read
/// into, and for a number of rows that was not asked for.
[[noreturn]] void fail_column(const Query& query, Row row, std::size_t column);
[[noreturn]] void fail_width(const Query& query, Row row, std::size_t members);
[[noreturn]] void fail_count(const Query& query, std::size_t rows, std::string_view wanted);

/// Throws StatementFailed when a text holds NUL, which PostgreSQL cannot store: so that both
/// databases refuse it alike.
void refuse_nul(const Query& query, Params params);

template <class T>
T read_column(const Query& query, Row row, std::size_t column) {
    auto value = Codec<T>::read(row[column]);
    if (!value) {
        fail_column(query, row, column);
    }
    return *std::move(value);
}

/// Reads a row into a described struct, columns by position, or its only column into another type.
template <class R>
R read_row(const Query& query, Row row) {
    if constexpr (boost::describe::has_describe_members<R>::value && !Textual<R>) {
        using Members = boost::describe::describe_members<R, boost::describe::mod_any_access>;
        constexpr std::size_t kMembers = boost::mp11::mp_size<Members>::value;
        if (row.size() != kMembers) {
            fail_width(query, row, kMembers);
        }
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return R{read_column<std::remove_cvref_t<
                decltype(std::declval<R&>().*boost::mp11::mp_at_c<Members, I>::pointer)>>(
                query, row, I)...};
        }(std::make_index_sequence<kMembers>{});
    } else {
        if (row.size() != 1) {
            fail_width(query, row, 1);
        }
        return read_column<R>(query, row, 0);
    }
}

/// The arguments of one statement as values, with the texts that had to be made for them. Stays
/// where it is made.
template <class... Args>
class Arguments {
public:
    explicit Arguments(const Args&... args) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (set<I>(args), ...);
        }(std::index_sequence_for<Args...>{});
    }
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    [[nodiscard]] Params params() const noexcept { return values_; }

private:
    struct Nothing {};
    template <class T>
    static auto made_text() {
        if constexpr (MakesText<T>) {
            return decltype(Codec<T>::text(std::declval<const T&>())){};
        } else {
            return Nothing{};
        }
    }

    template <std::size_t I, class T>
    void set(const T& argument) {
        if constexpr (MakesText<T>) {
            auto& made = std::get<I>(texts_);
            made = Codec<T>::text(argument);
            if constexpr (std::is_same_v<decltype(made), std::string&>) {
                values_[I] = std::string_view(made);
            } else if (made) {
                values_[I] = std::string_view(*made);
            }
        } else {
            values_[I] = Codec<T>::value(argument);
        }
    }

    std::array<Value, sizeof...(Args)> values_;
    std::tuple<decltype(made_text<Args>())...> texts_;
};

}  // namespace gatehouse::sql
