#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/base/time.hpp"
#include "platform/http/client_address.hpp"
#include "platform/http/head_reader.hpp"
#include "platform/http/pipeline.hpp"

namespace gatehouse::http {

/// Where a server listens and what it takes on.
struct ServerSettings {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6, numeric
    std::uint16_t port = 0;             ///< 0: a free one
    std::size_t max_connections = 10'000;
    std::size_t max_connections_per_address = 100;
    /// Not counted per address: the machine itself, and proxies that stand for many clients.
    std::vector<Network> uncounted{};
    HeadLimits head{};
    Milliseconds head_timeout{10'000};   ///< from the first byte to the end of the head
    Milliseconds body_timeout{30'000};   ///< for the whole body
    Milliseconds write_timeout{30'000};  ///< for the client to take an answer
    Milliseconds idle_timeout{75'000};   ///< between requests; longer than the gateway's
    Milliseconds idle_grace{300};        ///< how long idle connections live on when stopping
};

/// Accepts connections on every loop and serves HTTP/1.1 on them until stopped. Made before the
/// loops run; destroyed after they have stopped.
class Server {
public:
    Server(async::Loops& loops, Pipeline& pipeline, ServerSettings settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and listens; connections are accepted as soon as the loops run. Throws
    /// std::system_error, also when another process listens there.
    void listen();
    /// The port that is listened on.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// From now on every answer says `Connection: close`. From any thread.
    void announce_close() noexcept;
    /// Stops accepting and waits until every connection has had its answer, at most `patience`;
    /// then closes what is left. Idle connections are closed after `idle_grace`: by then those in
    /// use have had an answer that says `Connection: close`, and no request meets a closed socket.
    /// Gives whether nothing was cut off. Blocks the calling thread, which is none of the loops'.
    bool stop(Milliseconds patience);

    /// Connections open now.
    [[nodiscard]] std::size_t connections() const noexcept;

private:
    class Shared;
    class Seat;
    class Acceptor;

    async::Loops& loops_;
    std::shared_ptr<Shared> shared_;
    std::vector<std::shared_ptr<Acceptor>> acceptors_;
    std::uint16_t port_ = 0;
};

}  // namespace gatehouse::http
