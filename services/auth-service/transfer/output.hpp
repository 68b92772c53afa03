#pragma once

#include <string>
#include <string_view>

namespace gatehouse::auth {

/// Text on its way into a file or a pipe, written in blocks. Used by one thread; the descriptor
/// outlives it.
class Output {
public:
    explicit Output(int file) : file_(file) {}

    /// Adds text; throws std::system_error when a block cannot be written.
    void append(std::string_view text);
    /// Writes what is held back. Throws std::system_error.
    void flush();

private:
    int file_;
    std::string buffer_;
};

}  // namespace gatehouse::auth
