#include <chrono>
#include <iostream>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "apps/gatehouse/commands.hpp"

namespace gatehouse::commands {

int healthcheck(const Common& common) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const auto& listen = settings.operations.listen;
    boost::asio::ip::tcp::iostream stream;
    stream.expires_after(std::chrono::seconds{3});
    // A server that listens on every address answers on this machine's own.
    auto address = boost::asio::ip::make_address(listen.address());
    if (address.is_unspecified()) {
        address = address.is_v4() ? boost::asio::ip::make_address("127.0.0.1")
                                  : boost::asio::ip::make_address("::1");
    }
    stream.connect(boost::asio::ip::tcp::endpoint{address, listen.port()});
    stream << "GET /readyz HTTP/1.1\r\nHost: " << listen.text() << "\r\nConnection: close\r\n\r\n"
           << std::flush;
    std::string version;
    int status = 0;
    stream >> version >> status;
    if (!stream || status != 200) {
        std::cerr << "gatehouse: " << listen.text()
                  << (status == 0 ? " does not answer\n" : " is not ready\n");
        return 1;
    }
    return 0;
}

}  // namespace gatehouse::commands
