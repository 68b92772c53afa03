#pragma once

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::sql::postgres {

/// Stands between the program and a server on the loopback, and closes the connection it carries
/// after a number of bytes from the server. One connection at a time.
class CuttingProxy {
public:
    explicit CuttingProxy(int server_port) : server_port_(server_port) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(listener_, generic(address), size) != 0 || ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, generic(address), &size) != 0) {
            throw std::runtime_error("the proxy cannot listen");
        }
        port_ = ntohs(address.sin_port);
        thread_ = std::thread(&CuttingProxy::run, this);
    }
    ~CuttingProxy() {
        stopped_ = true;
        thread_.join();
        ::close(listener_);
    }
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }
    /// Cuts once the server has sent this many more bytes.
    void cut_after(std::ptrdiff_t bytes) { left_ = bytes; }
    void never_cut() { left_ = kNever; }

private:
    static constexpr std::ptrdiff_t kNever = -1;

    static sockaddr_in loopback(int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        return address;
    }
    static sockaddr* generic(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

    void run() {
        while (!stopped_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 10) != 1) {
                continue;
            }
            const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address = loopback(server_port_);
            if (::connect(server, generic(address), sizeof address) == 0) {
                carry(client, server);
            }
            ::close(client);
            ::close(server);
        }
    }

    void carry(int client, int server) {
        while (!stopped_) {
            pollfd waiting[2]{{client, POLLIN, 0}, {server, POLLIN, 0}};
            ::poll(waiting, 2, 10);
            if (waiting[0].revents != 0 && !move(client, server, sizeof buffer_)) {
                return;
            }
            if (waiting[1].revents != 0 && !move_from_server(server, client)) {
                return;
            }
        }
    }

    bool move_from_server(int server, int client) {
        std::ptrdiff_t left = left_;
        if (left == kNever) {
            return move(server, client, sizeof buffer_);
        }
        if (left == 0) {
            return false;
        }
        const auto limit = std::min(static_cast<std::size_t>(left), sizeof buffer_);
        if (!move(server, client, limit)) {
            return false;
        }
        const std::ptrdiff_t remains = left - static_cast<std::ptrdiff_t>(moved_);
        left_.compare_exchange_strong(left, remains);
        return remains != 0;
    }

    bool move(int from, int to, std::size_t limit) {
        const auto size = ::recv(from, buffer_, limit, 0);
        if (size <= 0) {
            return false;
        }
        moved_ = static_cast<std::size_t>(size);
        return ::send(to, buffer_, moved_, MSG_NOSIGNAL) == size;
    }

    const int server_port_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<std::ptrdiff_t> left_ = kNever;
    std::atomic<bool> stopped_ = false;
    std::size_t moved_ = 0;
    char buffer_[4096];
    std::thread thread_;
};

}  // namespace gatehouse::sql::postgres
