#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "platform/base/time.hpp"
#include "platform/sql/postgres/connect.hpp"

namespace gatehouse::sql::postgres {

/// Makes connections on a thread of its own, one after the other, because looking up names and TLS
/// handshakes block. After a failure it rests before the next attempt, longer each time.
class Connector {
public:
    /// Gets the connection, or nothing and the reason. Called on the connector's thread.
    using Done = std::function<void(ConnectionHandle, std::string reason)>;

    Connector(Parameters parameters, Milliseconds timeout);
    ~Connector();
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    /// Asks for one connection; `done` is called once, unless the connector is closed before.
    void request(Done done);

    /// Drops what is asked for and joins the thread.
    void close();

private:
    void run();
    bool wait(Done& done);
    [[nodiscard]] bool closed();

    const Parameters parameters_;
    const Milliseconds timeout_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Done> requests_;
    bool closed_ = false;
    SteadyTime not_before_{};
    Milliseconds rest_{0};
    std::thread thread_;
};

}  // namespace gatehouse::sql::postgres
