#include "platform/sql/postgres/pool.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

/// How exact deadlines are; one timer for all of them.
constexpr Milliseconds kLook{50};

/// Writes that share one commit: enough that the commit no longer counts, few enough that the last
/// one hardly waits for the others.
constexpr std::size_t kSharedAtMost = 32;

/// The row that a write with a shared commit changes.
const Uuid& row_of(const Operation& operation) {
    return std::get<Uuid>(operation.params.front());
}

void require_row(const Query& query, Params params) {
    if (params.empty() || !std::holds_alternative<Uuid>(params.front())) {
        throw std::logic_error(
            fmt::format("{} shares its commit, so $1 must be the UUID of its row", query.name));
    }
}

}  // namespace

Lease::~Lease() {
    if (connection_) {
        pool_->release(connection_);
    }
}

Pool::Pool(asio::io_context& loop, Connector& connector, PoolOptions options)
    : loop_(loop), connector_(connector), options_(options), timer_(loop) {
}

SteadyTime Pool::statement_deadline() const {
    // The server ends a statement first, if it is there at all.
    return steady_clock::now() + options_.statement_timeout + options_.acquire_timeout / 2;
}

Operation Pool::operation(Operation::Kind kind, const Query& query, Params params,
                          async::Resume<Result> resume) const {
    return {.query = &query,
            .params = params,
            .kind = kind,
            .resume = std::move(resume),
            .queued = steady_clock::now(),
            .deadline = statement_deadline()};
}

void Pool::refuse_when_full(std::size_t waiting) const {
    if (closing_) {
        throw Unavailable("the database is closed");
    }
    if (waiting >= options_.queue) {
        throw Unavailable("too many statements are waiting for the database");
    }
}

void Pool::read(const Query& query, Params params, async::Resume<Result> resume) {
    refuse_when_full(reads_.size() + (reader_ ? reader_->in_flight() : 0));
    reads_.push_back(operation(Operation::Kind::read, query, params, std::move(resume)));
    if (!std::exchange(sending_reads_, true)) {
        // Runs after what this turn of the loop still has to do: its reads share one Sync.
        asio::post(loop_.get_executor(), [self = shared_from_this()] {
            self->sending_reads_ = false;
            self->send_reads();
        });
    }
    watch();
}

void Pool::send_reads() {
    if (reads_.empty()) {
        return;
    }
    if (!reader_) {
        connect(Use::read);
        return;
    }
    const auto reader = reader_;
    for (Operation& read : std::exchange(reads_, {})) {
        reader->send(std::move(read));
    }
    reader->sync();
}

void Pool::write(const Query& query, Params params, async::Resume<Result> resume) {
    refuse_when_full(waiting_.size());
    if (query.commit == Query::Commit::shared) {
        require_row(query, params);
    }
    waiting_.emplace_back(operation(Operation::Kind::write, query, params, std::move(resume)));
    offer_idle();
}

void Pool::acquire(async::Resume<Lease> resume) {
    refuse_when_full(waiting_.size());
    waiting_.emplace_back(
        Acquire{std::move(resume), steady_clock::now() + options_.acquire_timeout});
    offer_idle();
}

void Pool::offer_idle() {
    watch();
    if (!idle_.empty()) {
        const auto connection = std::move(idle_.back());
        idle_.pop_back();
        offer(connection);
    } else if (writers_.size() + writers_connecting_ < options_.writers &&
               writers_connecting_ < waiting_.size()) {
        connect(Use::write);
    }
}

/// Gives an idle connection to whoever waits longest.
void Pool::offer(const std::shared_ptr<Connection>& connection) {
    if (waiting_.empty()) {
        idle_.push_back(connection);
    } else if (auto* acquire = std::get_if<Acquire>(&waiting_.front())) {
        async::Resume<Lease> resume = std::move(acquire->resume);
        waiting_.pop_front();
        leased_.push_back(connection.get());
        resume.value(shared_from_this(), connection);
    } else {
        for (Operation& write : take_writes()) {
            connection->send(std::move(write));
        }
        connection->sync();
    }
}

/// The write that waits longest, and those behind it that may be committed with it.
std::vector<Operation> Pool::take_writes() {
    std::vector<Operation> writes;
    do {
        writes.push_back(std::get<Operation>(std::move(waiting_.front())));
        waiting_.pop_front();
    } while (writes.back().query->commit == Query::Commit::shared &&
             writes.size() < kSharedAtMost && next_shares_commit());
    if (writes.size() > 1) {
        std::ranges::sort(writes, {}, row_of);
    }
    return writes;
}

bool Pool::next_shares_commit() const {
    const auto* next = waiting_.empty() ? nullptr : std::get_if<Operation>(&waiting_.front());
    return next != nullptr && next->query->commit == Query::Commit::shared;
}

void Pool::release(const std::shared_ptr<Connection>& connection) {
    std::erase(leased_, connection.get());
    if (connection->idle()) {
        offer(connection);
    } else {
        connection->discard("its transaction did not end");
    }
    close_when_idle();
}

void Pool::connect(Use use) {
    if (use == Use::read) {
        if (std::exchange(reader_connecting_, true)) {
            return;
        }
    } else {
        ++writers_connecting_;
    }
    connector_.request([weak = weak_from_this(), &loop = loop_, use](ConnectionHandle handle,
                                                                     std::string reason) {
        asio::post(loop.get_executor(),
                   [weak, use, handle = std::move(handle), reason = std::move(reason)]() mutable {
                       if (const auto self = weak.lock()) {
                           self->connected(use, std::move(handle), std::move(reason));
                       }
                   });
    });
}

void Pool::connected(Use use, ConnectionHandle handle, std::string reason) {
    if (use == Use::read) {
        reader_connecting_ = false;
    } else {
        --writers_connecting_;
    }
    if (closing_ && !busy()) {
        return;
    }
    if (!handle) {
        last_failure_ = std::move(reason);
        // Again for those that still wait, after the connector's rest.
        if (use == Use::read) {
            send_reads();
        } else if (writers_connecting_ < waiting_.size()) {
            connect(Use::write);
        }
        return;
    }
    const auto notify = use == Use::read ? &Pool::on_reader : &Pool::on_writer;
    const auto connection =
        std::make_shared<Connection>(loop_, std::move(handle), options_.observer,
                                     [weak = weak_from_this(), notify](Connection& changed) {
                                         if (const auto self = weak.lock()) {
                                             (self.get()->*notify)(changed);
                                         }
                                     });
    if (use == Use::read) {
        reader_ = connection;
        connection->start();
        send_reads();
    } else {
        writers_.push_back(connection);
        connection->start();
        if (connection->usable()) {
            offer(connection);
        }
    }
}

void Pool::on_reader(Connection& connection) {
    if (!connection.usable() && reader_.get() == &connection) {
        reader_.reset();
        send_reads();
    }
    close_when_idle();
}

void Pool::on_writer(Connection& connection) {
    if (!connection.usable()) {
        forget(connection);
    } else if (std::ranges::find(leased_, &connection) == leased_.end()) {
        if (connection.idle()) {
            offer(connection.shared_from_this());
        } else {
            connection.discard("its statement left a transaction open");
        }
    }
    close_when_idle();
}

void Pool::forget(Connection& connection) {
    std::erase(leased_, &connection);
    const auto same = [&connection](const auto& other) { return other.get() == &connection; };
    std::erase_if(idle_, same);
    std::erase_if(writers_, same);
    if (!waiting_.empty()) {
        offer_idle();
    }
}

void Pool::watch() {
    if (std::exchange(watching_, true)) {
        return;
    }
    timer_.expires_after(kLook);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) {
            self->look_at_deadlines();
        }
    });
}

void Pool::look_at_deadlines() {
    watching_ = false;
    const auto now = steady_clock::now();
    refuse_overdue(now);
    if (const auto reader = reader_) {
        reader->discard_overdue(now);
    }
    for (const auto& writer : std::vector(writers_)) {
        writer->discard_overdue(now);
    }
    if (busy()) {
        watch();
    }
    close_when_idle();
}

/// What waits for a connection waits in order, so the overdue ones are in front.
void Pool::refuse_overdue(SteadyTime now) {
    const auto error = std::make_exception_ptr(
        Unavailable(last_failure_.empty() || !writers_.empty()
                        ? std::string("waited too long for a connection to the database")
                        : fmt::format("no connection to the database: {}", last_failure_)));
    const auto oldest = now - options_.acquire_timeout;
    while (!reads_.empty() && reads_.front().queued < oldest) {
        reads_.front().resume.error(error);
        reads_.pop_front();
    }
    while (!waiting_.empty()) {
        auto& front = waiting_.front();
        if (auto* operation = std::get_if<Operation>(&front)) {
            if (operation->queued >= oldest) {
                return;
            }
            operation->resume.error(error);
        } else {
            auto& acquire = std::get<Acquire>(front);
            if (acquire.deadline >= now) {
                return;
            }
            acquire.resume.error(error);
        }
        waiting_.pop_front();
    }
}

bool Pool::busy() const {
    return !reads_.empty() || !waiting_.empty() || !leased_.empty() ||
           (reader_ && reader_->in_flight() != 0) || idle_.size() != writers_.size();
}

void Pool::close(std::function<void()> done) {
    closing_ = true;
    closed_ = std::move(done);
    watch();
    close_when_idle();
}

void Pool::close_when_idle() {
    if (!closed_ || busy()) {
        return;
    }
    const auto done = std::exchange(closed_, nullptr);
    if (const auto reader = std::exchange(reader_, nullptr)) {
        reader->discard("the database is closed");
    }
    for (const auto& writer : std::exchange(writers_, {})) {
        writer->discard("the database is closed");
    }
    idle_.clear();
    timer_.cancel();
    done();
}

}  // namespace gatehouse::sql::postgres
