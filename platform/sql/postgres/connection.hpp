#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "platform/async/handoff.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/observer.hpp"
#include "platform/sql/postgres/answer.hpp"
#include "platform/sql/postgres/libpq.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/result.hpp"

namespace gatehouse::sql::postgres {

/// One statement on its way: sent, answered once.
struct Operation {
    enum class Kind : std::uint8_t {
        read,       ///< answered with its rows; may share a Sync with other reads
        write,      ///< answered after its Sync, which commits it and those sent with it
        statement,  ///< part of an open transaction
    };

    const Query* query;
    Params params;
    Kind kind;
    bool begins = false;  ///< BEGIN is sent in front of it
    async::Resume<Result> resume;
    SteadyTime queued;
    SteadyTime deadline;
    int runs = 0;
};

/// A connection in pipeline mode with its prepared statements. Lives on one loop's thread. Every
/// operation given to it is answered, with Unavailable when the connection breaks.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// Is told that nothing is in flight any more, or that the connection broke.
    using Notify = std::function<void(Connection&)>;

    Connection(asio::io_context& loop, ConnectionHandle handle, Observer* observer, Notify notify);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Begins to listen to the server.
    void start();

    /// Sends an operation; `sync` ends those sent since the last one and starts the server's work.
    /// An operation that cannot be sent is answered at once.
    void send(Operation operation);
    void sync();

    /// Answers all in flight with `reason` and closes.
    void discard(std::string_view reason);
    /// Discards when an operation in flight is past its deadline.
    void discard_overdue(SteadyTime now);

    [[nodiscard]] bool usable() const noexcept { return handle_ != nullptr; }
    /// Usable, nothing in flight and no transaction open.
    [[nodiscard]] bool idle() const noexcept;
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_.size(); }

private:
    /// What the server still has to answer, in order.
    struct Expected {
        enum class Kind : std::uint8_t { prepare, begin, operation, sync };
        Kind kind;
        std::string_view statement{};          ///< for prepare
        std::optional<Operation> operation{};  ///< for operation
        ResultHandle answer{};
        Failure failure{};
        bool skipped = false;  ///< because an earlier statement of the same Sync failed
    };
    struct Prepared {
        std::string_view text;
        StatementMeter* meter = nullptr;
        bool ready = false;  ///< sent and not refused
    };

    bool transmit(Operation& operation);
    Prepared& find_prepared(const Query& query);
    bool prepare(const Query& query, Prepared& prepared);
    void expect(Expected expected) { in_flight_.push_back(std::move(expected)); }
    void wait_readable();
    void on_readable();
    void flush();
    void take_answers();
    bool take_answer();
    void take(Expected& expected, ResultHandle answer);
    void take_sync();
    void finish_command();
    void finish(Operation operation, ResultHandle answer, Failure failure);
    void run_again(std::vector<Operation> operations);
    void fail_in_flight(std::string_view reason);

    ConnectionHandle handle_;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> socket_;
    Observer* observer_;
    Notify notify_;
    std::deque<Expected> in_flight_;
    std::unordered_map<std::string_view, Prepared> prepared_;
    ParameterTexts parameters_;
    async::Batch batch_;
    /// Of the current Sync: operations answered when it comes, those that an earlier error
    /// skipped, and that error when it was no operation's own.
    std::vector<Expected> finished_;
    std::vector<Operation> skipped_;
    Failure preceding_;
    bool flushing_ = false;
    bool disconnects_ = false;
    int empty_answers_ = 0;
};

}  // namespace gatehouse::sql::postgres
