#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/testing/http_client.hpp"

namespace gatehouse::testing {

/// A TCP connection to a server on 127.0.0.1 that sends and reads bytes as they are: for what a
/// well-behaved client would not do. Blocking, with a limit on every wait.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// Sends all of it; false when the other side has closed.
    bool send(std::string_view bytes);
    /// Says that nothing more will be sent.
    void finish();
    /// Reads one answer by its Content-Length (none for 1xx, 204 and 304, nor after HEAD). Throws
    /// std::runtime_error when the connection ends before it, or nothing comes for `limit`.
    Response read(bool after_head = false,
                  std::chrono::milliseconds limit = std::chrono::seconds{5});
    /// Reads all answers until the other side closes; throws when it does not within `limit`.
    std::vector<Response> read_to_end(std::chrono::milliseconds limit = std::chrono::seconds{5});
    /// True when the other side closes within `limit` without sending anything more.
    bool closed(std::chrono::milliseconds limit = std::chrono::seconds{5});

    [[nodiscard]] int descriptor() const noexcept { return socket_; }

private:
    enum class Wait : std::uint8_t { data, end, nothing };
    Wait receive(std::chrono::milliseconds limit);

    int socket_;
    std::string buffer_;
};

}  // namespace gatehouse::testing
