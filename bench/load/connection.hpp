#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/scenario.hpp"

namespace gatehouse::load {

/// One keep-alive connection to 127.0.0.1, non-blocking.
class Connection {
public:
    explicit Connection(std::uint16_t port);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Connects again when the server has closed. Throws std::system_error.
    void open();
    void close();
    [[nodiscard]] bool is_open() const noexcept { return socket_ >= 0; }
    [[nodiscard]] int socket() const noexcept { return socket_; }

    /// Sends a request; throws std::system_error.
    void send(const std::string& request);
    /// Reads what has arrived; a whole answer, or nothing yet. The answer's views stay valid until
    /// the next call of anything. Throws std::runtime_error when the connection ends in the middle.
    [[nodiscard]] std::optional<Answer> receive();

private:
    [[nodiscard]] std::optional<Answer> parse();

    std::uint16_t port_;
    int socket_ = -1;
    std::vector<char> buffer_;
    std::size_t used_ = 0;  ///< of `buffer_`
};

}  // namespace gatehouse::load
