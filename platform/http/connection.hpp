#pragma once

// A connection of the server. Private to this room.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "platform/async/task.hpp"
#include "platform/http/exchange.hpp"
#include "platform/http/head_reader.hpp"
#include "platform/http/short_text.hpp"

namespace gatehouse::http {

class Connection;
class Pipeline;
struct ServerSettings;

using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

/// What the connections of one loop share. Its owner sweeps: keeps the times up to date and ends
/// the connections whose time has come.
struct Lane {
    Pipeline& pipeline;
    const ServerSettings& settings;
    const std::atomic<bool>& closing;  ///< answers say `Connection: close`
    SteadyTime now{};                  ///< as of the last sweep
    std::string date{};                ///< the value of Date, as of the last sweep
    std::vector<Connection*> open{};
};

/// One connection: reads requests, sends them through the pipeline and writes the answers, in
/// order. Lives on one loop; its coroutine keeps it alive.
class Connection {
public:
    Connection(Lane& lane, Socket socket, const asio::ip::address& peer);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Serves until the connection ends.
    Task<void> serve();

    // Called while `serve` waits.

    /// Ends the connection when its time has come.
    void sweep();
    /// Ends it unless a request is on it.
    void close_if_idle();
    /// Ends it now.
    void abort() noexcept;

    std::size_t slot = 0;  ///< where the lane keeps it

private:
    /// What it waits for, which decides what happens when that takes too long.
    enum class Phase : std::uint8_t { idle, head, body, handler, writing, lingering };

    static constexpr std::size_t kFirstInput = 4096;

    Task<void> read_body();
    Task<bool> read_sized();
    Task<bool> read_chunked();
    Task<bool> fill();
    Task<bool> flush(std::string_view body = {});
    Task<void> linger();

    void start_exchange();
    bool wait_for_head();
    std::size_t take_head_bytes(const boost::system::error_code& error, std::size_t count);
    void start_request(std::size_t head_size);
    void detach_head();
    void refuse(const ProblemType& type, std::string detail = {});
    std::string_view append_answer();
    bool try_send(std::string_view& body);
    void wait(Phase phase, Milliseconds limit);
    void reserve_body(std::size_t size);
    void settle() noexcept;
    void forget_body() noexcept;
    /// Where to read to: behind what is pending, which moves to the front of `input_`.
    asio::mutable_buffer room();
    [[nodiscard]] std::string_view pending() const noexcept {
        return std::string_view{input_}.substr(begin_, used_ - begin_);
    }
    [[nodiscard]] std::size_t max_body() const noexcept;

    Lane& lane_;
    Socket socket_;
    bool peer_is_proxy_;
    ShortText<46> peer_;

    Phase phase_ = Phase::idle;
    bool expired_ = false;  ///< the sweep ended what it waited for
    bool broken_ = false;   ///< a write failed
    bool gone_ = false;     ///< the client closed between requests
    SteadyTime deadline_;

    std::string input_;      ///< what was read; a request's views point into it
    std::size_t begin_ = 0;  ///< what was not taken yet is [begin_, used_)
    std::size_t used_ = 0;
    std::size_t searched_ = 0;   ///< of `pending`
    std::string detached_head_;  ///< the head, while its body is read into `input_`
    std::string body_;
    std::string output_;    ///< answers that were not sent yet
    std::size_t sent_ = 0;  ///< of `output_`

    Exchange exchange_;
    Head head_;
    bool served_ = false;        ///< at least one request
    bool held_body_ = false;     ///< the buffers hold bytes of a body, perhaps
    bool body_pending_ = false;  ///< the body is not all here
    bool close_ = false;         ///< after this answer
};

}  // namespace gatehouse::http
