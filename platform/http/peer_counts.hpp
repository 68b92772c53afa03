#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include <boost/asio/ip/address.hpp>

namespace gatehouse::http {

/// How many connections each subscriber has open. Safe to share between threads.
class PeerCounts {
public:
    /// `most` for each subscriber, which is an IPv4 address or the /64 of an IPv6 one.
    explicit PeerCounts(std::size_t most) : most_(most) {}

    /// Counts one more; false when there are as many as there may be.
    [[nodiscard]] bool enter(const boost::asio::ip::address& peer);
    /// Counts one less, of those that `enter` counted.
    void leave(const boost::asio::ip::address& peer);

private:
    const std::size_t most_;
    std::mutex mutex_;
    std::map<boost::asio::ip::address, std::size_t> open_;
};

}  // namespace gatehouse::http
