#include "platform/http/peer_counts.hpp"

#include "platform/http/client_address.hpp"

namespace gatehouse::http {

bool PeerCounts::enter(const boost::asio::ip::address& peer) {
    const auto subscriber = subscriber_of(peer);
    const std::scoped_lock lock{mutex_};
    auto& count = open_[subscriber];
    if (count >= most_) {
        return false;
    }
    ++count;
    return true;
}

void PeerCounts::leave(const boost::asio::ip::address& peer) {
    const auto subscriber = subscriber_of(peer);
    const std::scoped_lock lock{mutex_};
    const auto found = open_.find(subscriber);
    if (found != open_.end() && --found->second == 0) {
        open_.erase(found);
    }
}

}  // namespace gatehouse::http
