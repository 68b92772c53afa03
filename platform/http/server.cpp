#include "platform/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include "platform/http/connection.hpp"

namespace gatehouse::http {
namespace ip = asio::ip;
namespace {

constexpr Milliseconds kSweepInterval{250};
constexpr Milliseconds kAcceptPause{50};

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

    /// Counts a connection; false when its address has too many.
    bool enter(const ip::address& peer) {
        if (contains(settings.uncounted, peer)) {
            ++open;
            return true;
        }
        const std::scoped_lock lock{mutex_};
        auto& count = of_address_[peer];
        if (count >= settings.max_connections_per_address) {
            return false;
        }
        ++count;
        ++open;
        return true;
    }
    void leave(const ip::address& peer) {
        --open;
        const std::scoped_lock lock{mutex_};
        const auto found = of_address_.find(peer);
        if (found != of_address_.end() && --found->second == 0) {
            of_address_.erase(found);
        }
    }

private:
    std::mutex mutex_;
    std::map<ip::address, std::size_t> of_address_;
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
    /// Takes a connection off the books, however its coroutine ends.
    struct Leave {
        Acceptor& acceptor;
        Connection& connection;
        const ip::address& peer;
        ~Leave() {
            auto& open = acceptor.lane_.open;
            open[connection.slot] = open.back();
            open[connection.slot]->slot = connection.slot;
            open.pop_back();
            acceptor.shared_->leave(peer);
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

    static Task<void> serve(std::shared_ptr<Acceptor> self, Socket socket, ip::address peer) {
        Connection connection{self->lane_, std::move(socket), peer};
        connection.slot = self->lane_.open.size();
        self->lane_.open.push_back(&connection);
        const Leave leave{*self, connection, peer};
        co_await connection.serve();
    }

    static Task<void> accept(std::shared_ptr<Acceptor> self) {
        while (!self->shared_->stopped) {
            if (self->shared_->open >= self->shared_->settings.max_connections) {
                co_await async::sleep_for(kAcceptPause);
                continue;
            }
            ip::tcp::endpoint peer;
            auto [error, socket] =
                co_await self->listener_.async_accept(peer, asio::as_tuple(asio::deferred));
            if (error == asio::error::operation_aborted) {
                break;
            }
            if (error) {
                // No descriptors or no memory: trying again at once would only spin.
                co_await async::sleep_for(kAcceptPause);
                continue;
            }
            self->admit(std::move(socket), peer);
        }
    }

    void admit(Socket socket, const ip::tcp::endpoint& peer) {
        const auto address = canonical(peer.address());
        boost::system::error_code failed;
        socket.non_blocking(true, failed);
        if (!failed && shared_->enter(address)) {
            async::spawn(loop_, "http connection",
                         serve(shared_from_this(), std::move(socket), address));
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
            self->tick();
            self->each([](Connection& connection) { connection.sweep(); });
            co_await async::sleep_for(kSweepInterval);
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
