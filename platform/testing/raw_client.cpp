#include "platform/testing/raw_client.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::testing {
namespace {

bool has_no_body(const Response& response, bool after_head) {
    return after_head || response.status < 200 || response.status == 204 || response.status == 304;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        ::close(socket_);
        throw std::system_error(error, std::generic_category(), "connect");
    }
}

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish() {
    ::shutdown(socket_, SHUT_WR);
}

RawClient::Wait RawClient::receive(std::chrono::milliseconds limit) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0) {
        return Wait::nothing;
    }
    std::array<char, 16 * 1024> chunk;
    const auto count = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (count <= 0) {
        return Wait::end;
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    return Wait::data;
}

Response RawClient::read(bool after_head, std::chrono::milliseconds limit) {
    while (true) {
        if (const auto end = buffer_.find("\r\n\r\n"); end != buffer_.npos) {
            auto response = parse_response(std::string_view{buffer_}.substr(0, end + 4));
            const auto length = has_no_body(response, after_head)
                                    ? 0
                                    : std::stoul("0" + response.header("content-length"));
            if (buffer_.size() >= end + 4 + length) {
                response.body = buffer_.substr(end + 4, length);
                buffer_.erase(0, end + 4 + length);
                return response;
            }
        }
        if (receive(limit) != Wait::data) {
            throw std::runtime_error("no answer, only: " + buffer_);
        }
    }
}

std::vector<Response> RawClient::read_to_end(std::chrono::milliseconds limit) {
    while (true) {
        const auto got = receive(limit);
        if (got == Wait::nothing) {
            throw std::runtime_error("the connection stays open after: " + buffer_);
        }
        if (got == Wait::end) {
            break;
        }
    }
    std::vector<Response> responses;
    while (!buffer_.empty()) {
        responses.push_back(read(false, std::chrono::milliseconds{0}));
    }
    return responses;
}

bool RawClient::closed(std::chrono::milliseconds limit) {
    return buffer_.empty() && receive(limit) == Wait::end;
}

}  // namespace gatehouse::testing
