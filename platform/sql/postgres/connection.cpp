#include "platform/sql/postgres/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr int kRunsAtMost = 3;

std::exception_ptr unavailable(std::string_view reason) {
    return std::make_exception_ptr(Unavailable(std::string(reason)));
}

}  // namespace

Connection::Connection(asio::io_context& loop, ConnectionHandle handle, Observer* observer,
                       Notify notify)
    : handle_(std::move(handle)), socket_(loop), observer_(observer), notify_(std::move(notify)) {
}

Connection::~Connection() = default;

void Connection::start() {
    if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1) {
        discard("the connection cannot be used");
        return;
    }
    // A descriptor of our own for the same socket: libpq closes its one whenever it likes, and the
    // number may mean another file by the time that we stop listening.
    const int descriptor = ::fcntl(PQsocket(handle_.get()), F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) {
        discard(std::generic_category().message(errno));
        return;
    }
    socket_.assign(descriptor);
    wait_readable();
}

bool Connection::idle() const noexcept {
    return usable() && in_flight_.empty() && PQtransactionStatus(handle_.get()) == PQTRANS_IDLE;
}

void Connection::send(Operation operation) {
    if (!usable()) {
        operation.resume.error(unavailable("the connection to the database was lost"));
        return;
    }
    try {
        if (!transmit(operation)) {
            operation.resume.error(unavailable("the connection to the database was lost"));
            discard(first_line(PQerrorMessage(handle_.get())));
        }
    } catch (...) {
        operation.resume.error(std::current_exception());
    }
}

/// Gives false when the connection is broken; throws for a statement that cannot be sent.
bool Connection::transmit(Operation& operation) {
    const Query& query = *operation.query;
    Prepared& prepared = find_prepared(query);
    parameters_.set(query, operation.params);
    if (operation.begins) {
        if (PQsendQueryParams(handle_.get(), "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 0) !=
            1) {
            return false;
        }
        expect({.kind = Expected::Kind::begin, .statement = "begin"});
    }
    if (!prepare(query, prepared) ||
        PQsendQueryPrepared(handle_.get(), std::string(query.name).c_str(), parameters_.count(),
                            parameters_.values(), parameters_.lengths(), parameters_.formats(),
                            0) != 1) {
        return false;
    }
    ++operation.runs;
    expect({.kind = Expected::Kind::operation, .operation = std::move(operation)});
    return true;
}

Connection::Prepared& Connection::find_prepared(const Query& query) {
    const auto [entry, added] = prepared_.try_emplace(query.name, Prepared{query.text});
    Prepared& prepared = entry->second;
    if (prepared.text.data() != query.text.data() && prepared.text != query.text) {
        throw StatementFailed(fmt::format("two statements are named {}", query.name));
    }
    if (added && observer_ != nullptr) {
        prepared.meter = &observer_->meter("postgresql", query.name);
    }
    return prepared;
}

bool Connection::prepare(const Query& query, Prepared& prepared) {
    if (prepared.ready) {
        return true;
    }
    if (PQsendPrepare(handle_.get(), std::string(query.name).c_str(),
                      std::string(query.text).c_str(), 0, nullptr) != 1) {
        return false;
    }
    prepared.ready = true;
    expect({.kind = Expected::Kind::prepare, .statement = query.name});
    return true;
}

void Connection::sync() {
    if (!usable()) {
        return;
    }
    if (PQpipelineSync(handle_.get()) != 1) {
        discard(first_line(PQerrorMessage(handle_.get())));
        return;
    }
    expect({.kind = Expected::Kind::sync, .statement = "commit"});
    flush();
}

void Connection::flush() {
    if (flushing_ || !usable()) {
        return;
    }
    const int left = PQflush(handle_.get());
    if (left < 0) {
        discard(first_line(PQerrorMessage(handle_.get())));
    } else if (left > 0) {
        flushing_ = true;
        socket_.async_wait(socket_.wait_write,
                           [self = shared_from_this()](const boost::system::error_code&) {
                               self->flushing_ = false;
                               self->flush();
                           });
    }
}

void Connection::wait_readable() {
    socket_.async_wait(socket_.wait_read,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                           if (!error && self->usable()) {
                               self->on_readable();
                           }
                       });
}

void Connection::on_readable() {
    const bool received = PQconsumeInput(handle_.get()) == 1;
    const bool was_busy = !in_flight_.empty();
    take_answers();
    if (!usable()) {
        return;
    }
    if (!received || PQstatus(handle_.get()) != CONNECTION_OK || disconnects_) {
        discard(first_line(PQerrorMessage(handle_.get())));
        return;
    }
    if (was_busy && in_flight_.empty()) {
        notify_(*this);
    }
    if (usable()) {
        flush();
        wait_readable();
    }
}

void Connection::take_answers() {
    while (!in_flight_.empty() && PQisBusy(handle_.get()) == 0) {
        if (!take_answer()) {
            break;
        }
    }
    batch_.flush();
}

/// Takes the next result; gives false when libpq says that there is one but gives none.
bool Connection::take_answer() {
    ResultHandle answer(PQgetResult(handle_.get()));
    if (!answer) {
        const Expected& expected = in_flight_.front();
        if (expected.kind != Expected::Kind::sync &&
            (expected.answer || expected.failure.error || expected.skipped)) {
            finish_command();
            return true;
        }
        disconnects_ = disconnects_ || ++empty_answers_ > 2;
        return !disconnects_;
    }
    empty_answers_ = 0;
    if (PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) {
        take_sync();
    } else {
        take(in_flight_.front(), std::move(answer));
    }
    return true;
}

void Connection::take(Expected& expected, ResultHandle answer) {
    switch (PQresultStatus(answer.get())) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            expected.answer = std::move(answer);
            return;
        case PGRES_PIPELINE_ABORTED:
            // After a BEGIN or a Prepare of its own that failed, that is its error too.
            expected.failure = preceding_;
            expected.skipped = !preceding_.error;
            return;
        default: {
            const std::string_view what =
                expected.operation ? expected.operation->query->name : expected.statement;
            expected.failure = failure_of(what, answer.get());
            const bool read =
                expected.operation && expected.operation->kind == Operation::Kind::read;
            if (expected.failure.kind == Failure::Kind::unprepared && read) {
                // Another read's error skipped the Prepare that this one relied on.
                prepared_[what].ready = false;
                expected.skipped = true;
            } else if (expected.failure.kind == Failure::Kind::connection ||
                       expected.failure.kind == Failure::Kind::unprepared) {
                disconnects_ = true;
            }
        }
    }
}

/// The results of the first command in flight are complete.
void Connection::finish_command() {
    Expected done = std::move(in_flight_.front());
    in_flight_.pop_front();
    if (done.kind != Expected::Kind::operation) {
        const bool failed = done.failure.error || done.skipped;
        if (failed && done.kind == Expected::Kind::prepare) {
            prepared_[done.statement].ready = false;
        }
        if (failed && !done.skipped) {
            preceding_ = std::move(done.failure);
        }
        return;
    }
    preceding_ = {};
    if (done.skipped) {
        skipped_.push_back(*std::move(done.operation));
    } else if (done.operation->kind == Operation::Kind::read) {
        finish(*std::move(done.operation), std::move(done.answer), std::move(done.failure));
    } else {
        finished_.push_back(std::move(done));
    }
}

/// Only now is a write committed. An error in place of the Sync is that of the commit.
void Connection::take_sync() {
    const Failure at_commit = std::move(in_flight_.front().failure);
    in_flight_.pop_front();
    preceding_ = {};
    std::vector<Expected> finished = std::exchange(finished_, {});
    std::vector<Operation> again = std::exchange(skipped_, {});
    // Writes that share a commit fail together, whichever of them was at fault.
    const bool undone = finished.size() + again.size() > 1 &&
                        (at_commit.error || !again.empty() ||
                         std::ranges::any_of(finished, [](const Expected& done) {
                             return done.failure.error != nullptr;
                         }));
    for (Expected& done : finished) {
        // A copy: when the commit fails, each of them failed.
        Failure failure = done.failure.error ? done.failure : at_commit;
        const bool lost = failure.kind == Failure::Kind::conflict &&
                          done.operation->kind == Operation::Kind::write &&
                          done.operation->runs < kRunsAtMost;
        if (undone || lost) {
            again.push_back(*std::move(done.operation));
        } else {
            finish(*std::move(done.operation), std::move(done.answer), std::move(failure));
        }
    }
    run_again(std::move(again));
}

/// Those that another one's error skipped or undid, and writes that lost a conflict: each with a
/// Sync of its own.
void Connection::run_again(std::vector<Operation> operations) {
    for (Operation& operation : operations) {
        if (operation.runs >= kRunsAtMost) {
            operation.resume.error_in(batch_, unavailable("the statement was skipped repeatedly"));
            continue;
        }
        send(std::move(operation));
        sync();
    }
}

void Connection::finish(Operation operation, ResultHandle answer, Failure failure) {
    if (const auto found = prepared_.find(operation.query->name);
        found != prepared_.end() && found->second.meter != nullptr) {
        found->second.meter->record(steady_clock::now() - operation.queued, !failure.error);
    }
    if (failure.error) {
        operation.resume.error_in(batch_, std::move(failure.error));
    } else {
        operation.resume.value_in(batch_, result_of(std::move(answer)));
    }
}

void Connection::discard_overdue(SteadyTime now) {
    for (const Expected& expected : in_flight_) {
        if (expected.operation && expected.operation->deadline < now) {
            discard("the database did not answer in time");
            return;
        }
    }
}

void Connection::discard(std::string_view reason) {
    if (!usable()) {
        return;
    }
    const std::string kept(reason);
    boost::system::error_code ignored;
    socket_.close(ignored);
    handle_.reset();
    fail_in_flight(kept);
    notify_(*this);
}

void Connection::fail_in_flight(std::string_view reason) {
    const auto error = unavailable(fmt::format("the connection to the database ended: {}", reason));
    for (Expected& done : std::exchange(finished_, {})) {
        // A failure that was told stands; anything else may or may not have been committed.
        done.operation->resume.error_in(batch_, done.failure.error ? done.failure.error : error);
    }
    for (Operation& operation : std::exchange(skipped_, {})) {
        operation.resume.error_in(batch_, error);
    }
    for (Expected& expected : std::exchange(in_flight_, {})) {
        if (expected.operation) {
            expected.operation->resume.error_in(
                batch_, expected.failure.error ? expected.failure.error : error);
        }
    }
    batch_.flush();
}

}  // namespace gatehouse::sql::postgres
