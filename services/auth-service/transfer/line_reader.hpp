#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/digest.hpp"

namespace gatehouse::auth {

/// The lines of a file or a pipe, one at a time, in memory that does not grow with either. Used by
/// one thread; the descriptor outlives it.
class LineReader {
public:
    static constexpr std::size_t kMaxLine = std::size_t{16} * 1024;

    explicit LineReader(int file);

    struct Line {
        std::int64_t number;    ///< the first line is 1
        std::string_view text;  ///< without its end; valid until the next call
        bool too_long = false;  ///< then `text` is empty: the rest was skipped
    };

    /// The next line; nothing after the last one. Lines that hold nothing but white space are
    /// passed over. Throws std::system_error when it cannot be read.
    [[nodiscard]] std::optional<Line> next();
    /// SHA-256 of all bytes read.
    [[nodiscard]] crypto::Digest digest() const { return digest_.value(); }

private:
    bool fill();
    std::optional<Line> take();
    Line cut(std::size_t end, std::size_t skip);

    int file_;
    std::string buffer_;
    std::size_t begin_ = 0;
    bool ended_ = false;
    bool skipping_ = false;
    std::int64_t number_ = 0;
    crypto::RunningDigest digest_;
};

}  // namespace gatehouse::auth
