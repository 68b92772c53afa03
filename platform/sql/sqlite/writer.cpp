#include "platform/sql/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::sqlite {
namespace {

using std::chrono::steady_clock;

constexpr Query kBegin{"begin", "BEGIN IMMEDIATE"};
constexpr Query kCommit{"commit", "COMMIT"};
constexpr Query kRollback{"rollback", "ROLLBACK"};
constexpr Query kSavepoint{"savepoint", "SAVEPOINT job"};
constexpr Query kRelease{"release", "RELEASE job"};
constexpr Query kUndo{"undo", "ROLLBACK TO job"};

// 32 MiB of log: then it is checkpointed also when there is work to do; from four times as much on
// readers have to wait for it to start again.
constexpr int kLogPages = 8192;
constexpr int kLogPagesAtMost = 4 * kLogPages;
constexpr std::chrono::milliseconds kIdle{50};
constexpr std::chrono::milliseconds kRecover{250};

}  // namespace

/// Where the bodies of transactions run: coroutines whose statements complete without suspending,
/// so that one poll runs a body to its end.
class Writer::Stage {
public:
    explicit Stage(Connection& connection) : transaction_(connection) {}

    /// Runs `body`; gives false when it waits for something that is not one of its statements.
    bool run(const Database::Body& body, std::exception_ptr& error) {
        transaction_.error = nullptr;
        done_.reset();
        asio::co_spawn(context_.get_executor(), body(transaction_),
                       [this](std::exception_ptr result) { done_.emplace(std::move(result)); });
        context_.restart();
        context_.poll();
        if (!done_) {
            transaction_.connection = nullptr;
            return false;
        }
        // What a body caught does not count: the transaction has failed with its statement.
        error = *done_ ? *done_ : transaction_.error;
        return true;
    }

private:
    struct OpenTransaction final : Transaction {
        explicit OpenTransaction(Connection& used) : connection(&used) {}

        Task<Result> run(const Query& query, Params params) override {
            if (connection == nullptr) {
                throw StatementFailed(fmt::format("{}: the transaction has ended", query.name));
            }
            if (error) {
                throw StatementFailed(
                    fmt::format("{}: an earlier statement of the transaction failed", query.name));
            }
            try {
                co_return connection->run(query, params);
            } catch (...) {
                error = std::current_exception();
                throw;
            }
        }

        Connection* connection;
        std::exception_ptr error;
    };

    OpenTransaction transaction_;
    std::optional<std::exception_ptr> done_;
    asio::io_context context_{1};
};

Writer::Writer(WriterOptions options) : options_(std::move(options)) {
    connection_ = std::make_unique<Connection>(options_.file, Role::writer,
                                               options_.statement_timeout, options_.observer);
    thread_ = std::thread(&Writer::run, this);
}

Writer::~Writer() {
    close();
}

void Writer::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    work_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Writer::submit(const Query& query, Params params, async::Resume<Result> resume) {
    submit(Job{&query, params, nullptr, std::move(resume), steady_clock::now()});
}

void Writer::submit(const Database::Body& body, async::Resume<Result> resume) {
    submit(Job{nullptr, {}, &body, std::move(resume), steady_clock::now()});
}

void Writer::submit(Job job) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            throw Unavailable("the database is closed");
        }
        if (queue_.size() >= options_.queue) {
            throw Unavailable("too many changes are waiting for the database");
        }
        queue_.push_back(std::move(job));
        wake = std::exchange(waiting_, false);
    }
    if (wake) {
        work_.notify_one();
    }
}

void Writer::run() {
    std::vector<Job> jobs;
    while (wait(jobs)) {
        if (jobs.empty() && connection_->broken()) {
            recover();
        } else if (jobs.empty()) {
            checkpoint(true);
        } else {
            process(jobs);
            jobs.clear();
            checkpoint(false);
        }
    }
    checkpoint(true);
}

/// Takes what is queued, at most a group; leaves `jobs` empty when it is time for a checkpoint.
/// Gives false when all is done.
bool Writer::wait(std::vector<Job>& jobs) {
    std::unique_lock lock(mutex_);
    if (queue_.empty() && !closed_) {
        waiting_ = true;
        const auto awake = [this] { return !queue_.empty() || closed_; };
        if (connection_->broken()) {
            work_.wait_for(lock, kRecover, awake);
        } else if (connection_->wal_pages() != checkpointed_pages_) {
            work_.wait_for(lock, kIdle, awake);
        } else {
            work_.wait(lock, awake);
        }
        waiting_ = false;
    }
    if (queue_.size() <= options_.group) {
        jobs.swap(queue_);
    } else {
        const auto end = std::next(queue_.begin(), static_cast<std::ptrdiff_t>(options_.group));
        jobs.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
        queue_.erase(queue_.begin(), end);
    }
    return !jobs.empty() || !closed_;
}

void Writer::process(std::vector<Job>& jobs) {
    if (connection_->broken()) {
        reopen(jobs);
    }
    if (!connection_->broken()) {
        const auto oldest = steady_clock::now() - options_.acquire_timeout;
        Group group;
        for (Job& job : jobs) {
            if (job.queued < oldest) {
                job.error = std::make_exception_ptr(
                    Unavailable("a change waited too long for the database"));
            } else {
                group.push_back(&job);
            }
        }
        while (!group.empty()) {
            group = run_group(group);
        }
        healthy_ = !connection_->broken();
    }
    async::Batch batch;
    for (Job& job : jobs) {
        if (job.error) {
            job.resume.error_in(batch, std::move(job.error));
        } else {
            job.resume.value_in(batch, std::move(job.result));
        }
    }
}

/// After an I/O error nothing is believed of the old connection, its page cache least of all.
void Writer::reopen(std::vector<Job>& jobs) {
    try {
        auto opened = std::make_unique<Connection>(options_.file, Role::writer,
                                                   options_.statement_timeout, options_.observer);
        stage_.reset();
        connection_ = std::move(opened);
        checkpointed_pages_ = 0;
    } catch (...) {
        for (Job& job : jobs) {
            job.error = std::current_exception();
        }
    }
}

/// Tries the disk again when there are no jobs: nobody sends any to a program that is not ready.
void Writer::recover() {
    std::vector<Job> none;
    reopen(none);
    healthy_ = !connection_->broken() && connection_->checkpoint(false);
}

void Writer::fail_all(const Group& group, const std::exception_ptr& error) {
    for (Job* job : group) {
        job->error = error;
    }
}

/// Runs and commits the jobs; gives those that have to run again.
Writer::Group Writer::run_group(const Group& group) {
    try {
        connection_->run(kBegin, {});
    } catch (...) {
        fail_all(group, std::current_exception());
        return {};
    }
    const bool alone = group.size() == 1;
    for (Job* job : group) {
        // A single statement that fails undoes itself; only a body needs a savepoint.
        if (alone || job->body == nullptr) {
            run_job(*job);
        } else {
            run_in_savepoint(*job);
        }
        if (!connection_->in_transaction()) {
            return without_group_undone_by(group, *job);
        }
        if (alone && job->error) {
            roll_back();
            return {};
        }
    }
    if (commit(group)) {
        return {};
    }
    // One job's deferred constraint refuses the commit of all: each for itself, then.
    for (Job* job : group) {
        Group again = run_group({job});
    }
    return {};
}

void Writer::run_in_savepoint(Job& job) {
    try {
        connection_->run(kSavepoint, {});
        run_job(job);
        if (!connection_->in_transaction()) {
            return;
        }
        if (job.error) {
            connection_->run(kUndo, {});
        }
        connection_->run(kRelease, {});
    } catch (...) {
        job.error = std::current_exception();
        roll_back();
    }
}

void Writer::run_job(Job& job) {
    job.error = nullptr;
    job.result = {};
    try {
        if (job.body != nullptr) {
            run_body(job);
        } else {
            job.result = connection_->run(*job.query, job.params);
        }
    } catch (...) {
        job.error = std::current_exception();
    }
}

void Writer::run_body(Job& job) {
    if (!stage_) {
        stage_ = std::make_unique<Stage>(*connection_);
    }
    if (!stage_->run(*job.body, job.error)) {
        // The suspended body refers to what its caller is about to leave: it never runs again.
        abandoned_stages_.push_back(std::move(stage_));
        throw StatementFailed(
            "the body of a transaction awaited something that is not one of its statements");
    }
}

/// The database undid the whole transaction because of one job. If that job merely ran out of time
/// the others run again; if the disk is full or failing they cannot.
Writer::Group Writer::without_group_undone_by(const Group& group, const Job& culprit) {
    const bool interrupted = connection_->ran_out_of_time();
    Group again;
    for (Job* job : group) {
        if (job == &culprit) {
            continue;
        }
        if (interrupted) {
            again.push_back(job);
        } else {
            job->error = std::make_exception_ptr(Unavailable("the database could not be changed"));
        }
    }
    return again;
}

/// Gives false when the commit was refused for a reason that may be the fault of one job alone.
bool Writer::commit(const Group& group) {
    try {
        connection_->run(kCommit, {});
        return true;
    } catch (const ConstraintFailed&) {
        roll_back();
        if (group.size() > 1) {
            return false;
        }
        fail_all(group, std::current_exception());
    } catch (...) {
        roll_back();
        fail_all(group, std::current_exception());
    }
    return true;
}

void Writer::roll_back() noexcept {
    if (!connection_->in_transaction()) {
        return;
    }
    try {
        connection_->run(kRollback, {});
    } catch (...) {
        // With the connection the transaction ends as well.
        connection_->mark_broken();
    }
}

void Writer::checkpoint(bool idle) {
    const int pages = connection_->wal_pages();
    if (connection_->broken()) {
        return;
    }
    if (pages < checkpointed_pages_) {
        checkpointed_pages_ = 0;  // the log has started again
    }
    if (pages - checkpointed_pages_ >= kLogPages || (idle && pages != checkpointed_pages_)) {
        checkpointed_pages_ = pages;
        healthy_ = connection_->checkpoint(pages >= kLogPagesAtMost);
    }
}

}  // namespace gatehouse::sql::sqlite
