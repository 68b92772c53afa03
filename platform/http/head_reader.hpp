#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/http/request.hpp"

namespace gatehouse::http {

/// Bounds of a request's head (DS-02).
struct HeadLimits {
    std::size_t target = 8 * 1024;
    std::size_t line = 8 * 1024;
    std::size_t total = 16 * 1024;
    std::size_t fields = 100;
};

/// What the head of a request says about the message around it.
struct Head {
    std::string_view target;  ///< in origin form, or `*`; an absolute form is reduced to it
    bool known_method = true;
    bool http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;
    bool chunked = false;
    std::uint64_t content_length = 0;
};

/// Looks for the end of the head at the start of `input`; `searched` is where an earlier call
/// stopped. Gives the head's size with its empty line, 0 when its end is not there yet, and
/// `kBrokenLine` when a line ends without CR or the first one is empty: waiting would not mend it.
[[nodiscard]] std::size_t find_head(std::string_view input, std::size_t& searched) noexcept;
inline constexpr std::size_t kBrokenLine = static_cast<std::size_t>(-1);

/// The problem of a head whose end has not come although the limit is reached; nothing below it.
[[nodiscard]] const ProblemType* oversized(std::string_view input,
                                           const HeadLimits& limits) noexcept;

/// Reads a complete head: the grammar by Beast's parser, and on top of it everything that two
/// servers could frame differently is refused (SM-01, SM-02). Fills `request` with views into
/// `head`, in which the names of fields are put into lower case. After a failure nothing about the
/// rest of the connection's bytes is known.
[[nodiscard]] std::expected<Head, Problem> read_head(std::span<char> head, Request& request,
                                                     const HeadLimits& limits);

}  // namespace gatehouse::http
