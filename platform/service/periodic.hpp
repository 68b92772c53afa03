#pragma once

#include <functional>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "platform/async/loops.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::service {

/// Runs a job on loop 0 again and again, never twice at a time. A failure is reported as that of
/// any spawned task, and the job runs again when its time comes.
class Periodic {
public:
    using Job = std::function<Task<void>()>;

    /// `every` counts from the end of one run to the begin of the next.
    Periodic(async::Loops& loops, std::string name, Milliseconds every, Job job);

    /// Runs it for the first time after `first`.
    void start(Milliseconds first);
    /// The same with a first run after as long as between two.
    void start() { start(every_); }
    /// Returns after the run that is under way. Call from a coroutine of any loop.
    Task<void> stop();

private:
    Task<void> repeat(Milliseconds first);
    Task<void> run_once();
    Task<void> wait_until_ended();

    async::Loops& loops_;
    std::string name_;
    Milliseconds every_;
    Job job_;

    // What follows belongs to loop 0.
    asio::steady_timer rest_;
    asio::steady_timer ended_;
    bool running_ = false;
    bool stopping_ = false;
};

}  // namespace gatehouse::service
