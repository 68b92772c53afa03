#include "platform/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include "platform/http/connection.hpp"
#include "platform/http/peer_counts.hpp"

namespace gatehouse::http {
namespace ip = asio::ip;
namespace {

constexpr Milliseconds kSweepInterval{250};
constexpr Milliseconds kAcceptPause{50};
constexpr std::string_view kNotAccepted = "a connection was not accepted";

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using Listener = asio::basic_socket_acceptor<ip::tcp, asio::io_context::executor_type>;

/// The endpoint's port, or a free one for port 0. SO_REUSEPORT would let two programs share a port
/// unnoticed; a listener without it fails when there is another one.
std::uint16_t free_port(asio::io_context& loop, const ip::tcp::endpoint& endpoint) {
    Listener probe{loop.get_executor()};
    probe.open(endpoint.protocol());
    probe.set_option(asio::socket_base::reuse_address(true));
    probe.bind(endpoint);
    return probe.local_endpoint().port();
}

}  // namespace

/// What the loops of a server share.
class Server::Shared {
public:
    Shared(Pipeline& used_pipeline, ServerSettings server_settings)
        : pipeline(used_pipeline), settings(std::move(server_settings)) {}

    Pipeline& pipeline;
    const ServerSettings settings;
    std::atomic<bool> closing = false;
    std::atomic<bool> stopped = false;
    std::atomic<std::size_t> open = 0;

    PeerCounts peers{settings.max_connections_per_address};
};

/// A connection's place among those that are counted; gives it back at its end.
class Server::Seat {
public:
    /// Nothing when its subscriber has too many.
    static std::optional<Seat> take(std::shared_ptr<Shared> shared, const ip::address& peer) {
        const bool counted = !contains(shared->settings.uncounted, peer);
        if (counted && !shared->peers.enter(peer)) {
            return std::nullopt;
        }
        ++shared->open;
        return Seat{std::move(shared), peer, counted};
    }
    Seat(Seat&&) noexcept = default;
    Seat& operator=(Seat&&) = delete;
    ~Seat() {
        if (shared_) {
            --shared_->open;
            if (counted_) {
                shared_->peers.leave(peer_);
            }
        }
    }

    [[nodiscard]] const ip::address& peer() const noexcept { return peer_; }

private:
    Seat(std::shared_ptr<Shared> shared, const ip::address& peer, bool counted)
        : shared_(std::move(shared)), peer_(peer), counted_(counted) {}

    std::shared_ptr<Shared> shared_;
    ip::address peer_;
    bool counted_;
};

/// Accepts on one loop and sweeps the connections there. Its coroutines keep it alive.
class Server::Acceptor : public std::enable_shared_from_this<Acceptor> {
public:
    Acceptor(asio::io_context& loop, std::shared_ptr<Shared> shared)
        : loop_(loop),
          shared_(std::move(shared)),
          listener_(loop.get_executor()),
          lane_{shared_->pipeline, shared_->settings, shared_->closing} {}

    void listen(const ip::tcp::endpoint& endpoint) {
        listener_.open(endpoint.protocol());
        listener_.set_option(asio::socket_base::reuse_address(true));
        listener_.set_option(ReusePort(true));
        listener_.set_option(ip::tcp::no_delay(true));  // accepted sockets inherit it
        listener_.bind(endpoint);
        listener_.listen(asio::socket_base::max_listen_connections);
        tick();
        async::spawn(loop_, "http accept", accept(shared_from_this()));
        async::spawn(loop_, "http sweep", sweep(shared_from_this()));
    }

    void post_stop() {
        asio::post(loop_, [self = shared_from_this()] {
            self->accept_waiting();
            boost::system::error_code ignored;
            self->listener_.close(ignored);
        });
    }
    void post_close_idle() {
        asio::post(loop_, [self = shared_from_this()] {
            self->each([](Connection& connection) { connection.close_if_idle(); });
        });
    }
    void post_abort() {
        asio::post(loop_, [self = shared_from_this()] {
            self->each([](Connection& connection) { connection.abort(); });
        });
    }

private:
    /// Takes a connection off the lane, however its coroutine ends.
    struct Leave {
        Acceptor& acceptor;
        Connection& connection;
        ~Leave() {
            auto& open = acceptor.lane_.open;
            open[connection.slot] = open.back();
            open[connection.slot]->slot = connection.slot;
            open.pop_back();
        }
    };

    template <class F>
    void each(F act) {
        for (Connection* connection : std::vector{lane_.open}) {
            act(*connection);
        }
    }

    void tick() {
        lane_.now = shared_->pipeline.clock().steady_now();
        lane_.date = http_date(shared_->pipeline.clock().now());
    }

    static Task<void> serve(std::shared_ptr<Acceptor> self, Socket socket, Seat seat) {
        Connection connection{self->lane_, std::move(socket), seat.peer()};
        connection.slot = self->lane_.open.size();
        self->lane_.open.push_back(&connection);
        const Leave leave{*self, connection};
        co_await connection.serve();
    }

    // What goes wrong (no memory) ends neither of the two loops: without them nobody would be
    // accepted on this loop, and nobody cut off, for as long as the process lives.

    static Task<void> accept(std::shared_ptr<Acceptor> self) {
        bool failed = false;
        while (!self->shared_->stopped) {
            try {
                if (std::exchange(failed, false) ||
                    self->shared_->open >= self->shared_->settings.max_connections) {
                    co_await async::sleep_for(kAcceptPause);
                    continue;
                }
                ip::tcp::endpoint peer;
                auto [error, socket] =
                    co_await self->listener_.async_accept(peer, asio::as_tuple(asio::deferred));
                if (error == asio::error::operation_aborted) {
                    break;
                }
                // No descriptors or no memory: trying again at once would only spin.
                failed = error || !self->admit(std::move(socket), peer);
            } catch (...) {
                self->shared_->pipeline.report(kNotAccepted, std::current_exception());
                failed = true;
            }
        }
    }

    /// Serves a new connection, or drops it; false when it could not be served.
    bool admit(Socket socket, const ip::tcp::endpoint& peer) noexcept {
        try {
            const auto address = canonical(peer.address());
            boost::system::error_code refused;
            socket.non_blocking(true, refused);
            auto seat = refused ? std::nullopt : Seat::take(shared_, address);
            if (seat) {
                async::spawn(loop_, "http connection",
                             serve(shared_from_this(), std::move(socket), *std::move(seat)));
            }
            return true;
        } catch (...) {
            shared_->pipeline.report(kNotAccepted, std::current_exception());
            return false;
        }
    }

    /// Takes the connections that the system has accepted already: closing the listener would reset
    /// them.
    void accept_waiting() {
        boost::system::error_code error;
        listener_.cancel(error);
        listener_.non_blocking(true, error);
        while (!error) {
            ip::tcp::endpoint peer;
            Socket socket{loop_.get_executor()};
            listener_.accept(socket, peer, error);
            if (!error) {
                admit(std::move(socket), peer);
            }
        }
    }

    static Task<void> sweep(std::shared_ptr<Acceptor> self) {
        while (!self->shared_->stopped || !self->lane_.open.empty()) {
            try {
                self->tick();
                self->each([](Connection& connection) { connection.sweep(); });
            } catch (...) {
                self->shared_->pipeline.report("slow connections were not looked at",
                                               std::current_exception());
            }
            try {
                co_await async::sleep_for(kSweepInterval);
            } catch (...) {
                self->shared_->pipeline.report("slow connections are looked at at once",
                                               std::current_exception());
            }
        }
    }

    asio::io_context& loop_;
    std::shared_ptr<Shared> shared_;
    Listener listener_;
    Lane lane_;
};

Server::Server(async::Loops& loops, Pipeline& pipeline, ServerSettings settings)
    : loops_(loops), shared_(std::make_shared<Shared>(pipeline, std::move(settings))) {
}

Server::~Server() = default;

void Server::listen() {
    const auto& settings = shared_->settings;
    try {
        ip::tcp::endpoint endpoint{ip::make_address(settings.address), settings.port};
        endpoint.port(free_port(loops_.at(0), endpoint));
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            auto acceptor = std::make_shared<Acceptor>(loops_.at(i), shared_);
            acceptor->listen(endpoint);
            acceptors_.push_back(std::move(acceptor));
        }
        port_ = endpoint.port();
    } catch (const boost::system::system_error& error) {
        throw std::system_error(
            error.code().value(), std::system_category(),
            fmt::format("cannot listen on {}:{}", settings.address, settings.port));
    }
}

std::uint16_t Server::port() const noexcept {
    return port_;
}

void Server::announce_close() noexcept {
    shared_->closing = true;
}

bool Server::stop(Milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    constexpr Milliseconds kPoll{5};
    constexpr Milliseconds kLastWait{1000};
    announce_close();
    shared_->stopped = true;
    for (const auto& acceptor : acceptors_) {
        acceptor->post_stop();
    }
    const auto wait_until = [&](Clock::time_point end) {
        while (shared_->open > 0 && Clock::now() < end) {
            std::this_thread::sleep_for(kPoll);
        }
        return shared_->open == 0;
    };
    const auto end = Clock::now() + patience;
    if (wait_until(std::min(end, Clock::now() + shared_->settings.idle_grace))) {
        return true;
    }
    for (const auto& acceptor : acceptors_) {
        acceptor->post_close_idle();
    }
    if (wait_until(end)) {
        return true;
    }
    for (const auto& acceptor : acceptors_) {
        acceptor->post_abort();
    }
    wait_until(Clock::now() + kLastWait);
    return false;
}

std::size_t Server::connections() const noexcept {
    return shared_->open;
}

}  // namespace gatehouse::http
