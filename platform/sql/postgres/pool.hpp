#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/async/handoff.hpp"
#include "platform/sql/postgres/connection.hpp"
#include "platform/sql/postgres/connector.hpp"

namespace gatehouse::sql::postgres {

class Pool;

/// A write connection that belongs to one transaction until it is dropped.
class Lease {
public:
    Lease(std::shared_ptr<Pool> pool, std::shared_ptr<Connection> connection)
        : pool_(std::move(pool)), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    Connection& operator*() const noexcept { return *connection_; }
    Connection* operator->() const noexcept { return connection_.get(); }

private:
    std::shared_ptr<Pool> pool_;
    std::shared_ptr<Connection> connection_;
};

struct PoolOptions {
    std::size_t writers;
    std::size_t queue;
    Milliseconds acquire_timeout;
    Milliseconds statement_timeout;
    Observer* observer;
};

/// The connections of one loop: one that all its reads share, and a few for writes, each used by
/// one transaction at a time. On the loop's thread only, except where noted.
class Pool : public std::enable_shared_from_this<Pool> {
public:
    Pool(asio::io_context& loop, Connector& connector, PoolOptions options);

    /// Each throws Unavailable when too much is waiting.
    void read(const Query& query, Params params, async::Resume<Result> resume);
    void write(const Query& query, Params params, async::Resume<Result> resume);
    void acquire(async::Resume<Lease> resume);

    /// Until when a statement that starts now must be answered.
    [[nodiscard]] SteadyTime statement_deadline() const;

    /// Takes a leased connection back; one that is not idle is discarded.
    void release(const std::shared_ptr<Connection>& connection);

    /// Refuses what comes from now on; calls `done` when nothing is in flight any more.
    void close(std::function<void()> done);

private:
    enum class Use : std::uint8_t { read, write };
    struct Acquire {
        async::Resume<Lease> resume;
        SteadyTime deadline;
    };
    using Waiting = std::variant<Operation, Acquire>;

    Operation operation(Operation::Kind kind, const Query& query, Params params,
                        async::Resume<Result> resume) const;
    void refuse_when_full(std::size_t waiting) const;
    void send_reads();
    void connect(Use use);
    void connected(Use use, ConnectionHandle handle, std::string reason);
    void on_reader(Connection& connection);
    void on_writer(Connection& connection);
    void offer_idle();
    void offer(const std::shared_ptr<Connection>& connection);
    std::vector<Operation> take_writes();
    [[nodiscard]] bool next_shares_commit() const;
    void forget(Connection& connection);
    void watch();
    void look_at_deadlines();
    void refuse_overdue(SteadyTime now);
    [[nodiscard]] bool busy() const;
    void close_when_idle();

    asio::io_context& loop_;
    Connector& connector_;
    const PoolOptions options_;
    std::string last_failure_;

    std::shared_ptr<Connection> reader_;
    std::deque<Operation> reads_;
    bool reader_connecting_ = false;
    bool sending_reads_ = false;

    std::vector<std::shared_ptr<Connection>> writers_;  ///< all that are connected
    std::vector<std::shared_ptr<Connection>> idle_;
    std::vector<Connection*> leased_;
    std::size_t writers_connecting_ = 0;
    std::deque<Waiting> waiting_;

    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>,
                                             asio::io_context::executor_type>;
    Timer timer_;
    bool watching_ = false;
    std::function<void()> closed_;
    bool closing_ = false;
};

}  // namespace gatehouse::sql::postgres
