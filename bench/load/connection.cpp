#include "bench/load/connection.hpp"

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::load {
namespace {

constexpr std::size_t kReadAtOnce = 64 * 1024;

[[noreturn]] void fail(const char* doing) {
    throw std::system_error(errno, std::generic_category(), doing);
}

int number(std::string_view text) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Connection::Connection(std::uint16_t port) : port_(port) {
    open();
}

Connection::~Connection() {
    close();
}

void Connection::open() {
    close();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) fail("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        fail("connect");
    }
    used_ = 0;
}

void Connection::close() {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

void Connection::send(const std::string& request) {
    // Requests are small and one is under way at a time: they always fit into the socket's buffer.
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request.size())) fail("send");
    used_ = 0;
}

std::optional<Answer> Connection::receive() {
    if (used_ == buffer_.size()) buffer_.resize(used_ + kReadAtOnce);
    const ssize_t got =
        ::recv(socket_, buffer_.data() + used_, buffer_.size() - used_, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (got < 0) fail("recv");
    if (got == 0) throw std::runtime_error("the server closed the connection before answering");
    used_ += static_cast<std::size_t>(got);
    return parse();
}

std::optional<Answer> Connection::parse() {
    const std::string_view arrived{buffer_.data(), used_};
    const auto end = arrived.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view head = arrived.substr(0, end + 2);
    const int status = head.size() > 12 ? number(head.substr(9, 3)) : -1;
    const auto length = field(head, "content-length");
    const int body = status == 204 || status == 304 ? 0 : length ? number(*length) : -1;
    if (status < 200 || body < 0) {
        throw std::runtime_error("an answer without status or length");
    }
    const std::size_t whole = end + 4 + static_cast<std::size_t>(body);
    if (used_ < whole) return std::nullopt;
    return Answer{status, head, arrived.substr(end + 4)};
}

}  // namespace gatehouse::load
