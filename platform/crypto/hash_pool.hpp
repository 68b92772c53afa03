#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/base/time.hpp"

namespace gatehouse::crypto {

/// Why a job gave no result.
struct HashFailure {
    enum class Reason : std::uint8_t {
        full,     ///< the queue was full, or too long for its deadline: refused at once
        late,     ///< its deadline passed while it waited
        stopped,  ///< the pool was stopped
        failed    ///< it threw `error`
    };
    Reason reason;
    std::exception_ptr error;
};

/// The threads that hash passwords: few, at nice 10, with a bounded queue, so that a flood of
/// sign-ins slows nothing else. Used from any thread; stop it before the loops go.
class HashPool {
public:
    struct Options {
        std::size_t threads = 0;  ///< 0: one per core
        std::size_t queue = 64;   ///< jobs waiting, beyond those running
        /// Told on a pool's thread about each job that ran: how long it took.
        std::function<void(std::chrono::duration<double>)> on_hashed = {};
        /// Told on any thread about each job that was refused (full, late or stopped).
        std::function<void(HashFailure::Reason)> on_refused = {};
    };

    HashPool(const Clock& clock, Options options);
    ~HashPool();
    HashPool(const HashPool&) = delete;
    HashPool& operator=(const HashPool&) = delete;

    /// Runs `work` on the pool unless `deadline` passes before its turn, then calls
    /// `done(std::expected<result of work, HashFailure>)` exactly once: on a pool's thread, or
    /// inside this call when it is refused. `done` must not throw.
    template <class Work, class Done>
    void submit(SteadyTime deadline, Work work, Done done);

    /// Jobs that wait or run.
    [[nodiscard]] std::size_t pending() const;
    /// Refuses what waits, finishes what runs and joins the threads.
    void stop();

private:
    /// Called once: to run the job (no reason), or to tell why it does not run.
    using Job = std::move_only_function<void(const HashFailure::Reason*)>;
    struct Waiting {
        SteadyTime deadline;
        Job job;
    };

    void enqueue(SteadyTime deadline, Job job);
    void refuse(Job& job, HashFailure::Reason reason);
    void take_late(std::deque<Waiting>& late);
    void work();
    [[nodiscard]] bool in_time(SteadyTime deadline) const;
    std::optional<SteadyTime::duration> run(Waiting& next);

    const Clock& clock_;
    Options options_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> waiting_;
    std::size_t running_ = 0;
    std::chrono::duration<double> average_{0};  ///< time that a job takes, lately
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

template <class Work, class Done>
void HashPool::submit(SteadyTime deadline, Work work, Done done) {
    using Value = std::invoke_result_t<Work&>;
    using Outcome = std::expected<Value, HashFailure>;
    enqueue(deadline, [this, work = std::move(work),
                       done = std::move(done)](const HashFailure::Reason* refused) mutable {
        if (refused != nullptr) {
            done(Outcome{std::unexpected(HashFailure{*refused, nullptr})});
            return;
        }
        const auto begin = std::chrono::steady_clock::now();
        auto outcome = [&work]() -> Outcome {
            try {
                return work();
            } catch (...) {
                return std::unexpected(
                    HashFailure{HashFailure::Reason::failed, std::current_exception()});
            }
        }();
        if (options_.on_hashed) {
            options_.on_hashed(std::chrono::steady_clock::now() - begin);
        }
        done(std::move(outcome));
    });
}

}  // namespace gatehouse::crypto
