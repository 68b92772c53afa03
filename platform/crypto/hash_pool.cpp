#include "platform/crypto/hash_pool.hpp"

#include <algorithm>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse::crypto {
namespace {

/// Low enough that hashing slows nothing else of this process; at 19 a machine that does other
/// things as well would leave it one part in seventy, and people could not sign in.
constexpr int kPriority = 10;
constexpr double kWeight = 0.1;  // of the latest job in the moving average

}  // namespace

HashPool::HashPool(const Clock& clock, Options options)
    : clock_(clock), options_(std::move(options)) {
    if (options_.threads == 0) {
        options_.threads = std::max(1U, std::thread::hardware_concurrency());
    }
    for (std::size_t i = 0; i < options_.threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

HashPool::~HashPool() {
    stop();
}

std::size_t HashPool::pending() const {
    const std::scoped_lock lock(mutex_);
    return waiting_.size() + running_;
}

void HashPool::stop() {
    std::deque<Waiting> refused;
    std::vector<std::jthread> ending;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        refused.swap(waiting_);
        ending.swap(threads_);
    }
    wake_.notify_all();
    for (Waiting& waiting : refused) {
        refuse(waiting.job, HashFailure::Reason::stopped);
    }
    ending.clear();
}

void HashPool::enqueue(SteadyTime deadline, Job job) {
    std::deque<Waiting> late;
    auto reason = HashFailure::Reason::full;
    bool accepted = false;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            reason = HashFailure::Reason::stopped;
        } else {
            if (waiting_.size() >= options_.queue) {
                take_late(late);
            }
            // A free thread takes the job at once: the bounds are about those that wait.
            const bool free_thread = running_ + waiting_.size() < options_.threads;
            if (free_thread || (waiting_.size() < options_.queue && in_time(deadline))) {
                waiting_.push_back({deadline, std::move(job)});
                accepted = true;
            }
        }
    }
    if (accepted) {
        wake_.notify_one();
    } else {
        refuse(job, reason);
    }
    for (Waiting& waiting : late) {
        refuse(waiting.job, HashFailure::Reason::late);
    }
}

/// Whether a job at the end of the queue would be done by `deadline`, as far as those before tell:
/// who cannot be served in time hears it now, not after having waited.
bool HashPool::in_time(SteadyTime deadline) const {
    const auto rounds = static_cast<double>(waiting_.size() + options_.threads) /
                        static_cast<double>(options_.threads);
    const std::chrono::duration<double> wait = average_ * rounds;
    return clock_.steady_now() + std::chrono::duration_cast<SteadyTime::duration>(wait) <= deadline;
}

void HashPool::take_late(std::deque<Waiting>& late) {
    const SteadyTime now = clock_.steady_now();
    while (!waiting_.empty() && waiting_.front().deadline <= now) {
        late.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
}

void HashPool::refuse(Job& job, HashFailure::Reason reason) {
    if (options_.on_refused) {
        options_.on_refused(reason);
    }
    job(&reason);
}

void HashPool::work() {
    // On Linux this is about the calling thread alone. Lowering one's own priority needs no right
    // and cannot fail; what it buys is that a flood of sign-ins slows nothing else.
    const auto self = static_cast<id_t>(::gettid());
    ::setpriority(PRIO_PROCESS, self, std::max(kPriority, ::getpriority(PRIO_PROCESS, self)));
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) {
            return;
        }
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        const std::optional<SteadyTime::duration> took = run(next);
        next.job = nullptr;
        lock.lock();
        --running_;
        if (took) {
            average_ += (*took - average_) * kWeight;
        }
    }
}

std::optional<SteadyTime::duration> HashPool::run(Waiting& next) {
    const SteadyTime begin = clock_.steady_now();
    if (begin >= next.deadline) {
        refuse(next.job, HashFailure::Reason::late);
        return std::nullopt;
    }
    next.job(nullptr);
    return clock_.steady_now() - begin;
}

}  // namespace gatehouse::crypto
