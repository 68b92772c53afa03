#include "apps/gatehouse/operations_probe.hpp"

#include <chrono>
#include <iterator>

#include <boost/asio/ip/tcp.hpp>

namespace gatehouse {

OperationsAnswer ask_operations(const config::ListenAddress& listen, const std::string& path) {
    boost::asio::ip::tcp::iostream stream;
    stream.expires_after(std::chrono::seconds{3});
    // A server that listens on every address answers on this machine's own.
    auto address = boost::asio::ip::make_address(listen.address());
    if (address.is_unspecified()) {
        address = address.is_v4() ? boost::asio::ip::make_address("127.0.0.1")
                                  : boost::asio::ip::make_address("::1");
    }
    stream.connect(boost::asio::ip::tcp::endpoint{address, listen.port()});
    stream << "GET " << path << " HTTP/1.1\r\nHost: " << listen.text()
           << "\r\nConnection: close\r\n\r\n"
           << std::flush;
    std::string version;
    OperationsAnswer answer;
    stream >> version >> answer.status;
    if (!stream) {
        return {};
    }
    answer.body.assign(std::istreambuf_iterator<char>{stream}, {});
    return answer;
}

}  // namespace gatehouse
