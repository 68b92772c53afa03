#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "platform/async/handoff.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/sqlite/connection.hpp"

namespace gatehouse::sql::sqlite {

struct WriterOptions {
    std::filesystem::path file;
    Milliseconds statement_timeout;
    Milliseconds acquire_timeout;
    std::size_t queue;
    std::size_t group;  ///< jobs that one commit may be for, 1 or more
    Observer* observer;
};

/// The one thread that changes the file. It runs whatever is queued as one transaction in which a
/// failure undoes only its own job, commits once and only then answers: one fsync for all of them.
/// Made and closed by any thread; `submit` is for the loops.
class Writer {
public:
    /// Opens the file and starts the thread. Throws Unavailable.
    explicit Writer(WriterOptions options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Queues one statement, or a transaction; throws Unavailable when the queue is full or closed.
    void submit(const Query& query, Params params, async::Resume<Result> resume);
    void submit(const Database::Body& body, async::Resume<Result> resume);

    /// Whether its connection worked when it was last used.
    [[nodiscard]] bool healthy() const noexcept { return healthy_; }

    /// Refuses new jobs, runs those queued and joins the thread.
    void close();

private:
    struct Job {
        const Query* query;
        Params params;
        const Database::Body* body;
        async::Resume<Result> resume;
        SteadyTime queued;
        Result result{};
        std::exception_ptr error{};
    };
    using Group = std::vector<Job*>;
    class Stage;

    void submit(Job job);
    void run();
    bool wait(std::vector<Job>& jobs);
    void process(std::vector<Job>& jobs);
    void reopen(std::vector<Job>& jobs);
    void recover();
    Group run_group(const Group& group);
    void run_in_savepoint(Job& job);
    void run_job(Job& job);
    void run_body(Job& job);
    Group without_group_undone_by(const Group& group, const Job& culprit);
    bool commit(const Group& group);
    void roll_back() noexcept;
    void checkpoint(bool idle);
    static void fail_all(const Group& group, const std::exception_ptr& error);

    const WriterOptions options_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Stage> stage_;
    std::vector<std::unique_ptr<Stage>> abandoned_stages_;
    int checkpointed_pages_ = 0;
    std::atomic<bool> healthy_ = true;

    std::mutex mutex_;
    std::condition_variable work_;
    std::vector<Job> queue_;
    bool waiting_ = false;
    bool closed_ = false;
    std::thread thread_;
};

}  // namespace gatehouse::sql::sqlite
