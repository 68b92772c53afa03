#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::async {

/// Is told of an exception that left a spawned task (`name`) or a handler (`handler`). Called on
/// the loop's thread, possibly on several at once; must not throw.
using ErrorHandler = std::function<void(std::string_view name, const std::exception_ptr& error)>;

/// That report as one line of the log: ECS fields in JSON, without a line feed.
[[nodiscard]] std::string report_line(std::string_view name, const std::exception_ptr& error,
                                      Time now);

/// Writes that line to standard error: for failures that no log is there for.
void report_to_stderr(std::string_view name, const std::exception_ptr& error);

/// The event loops of the process: one `io_context{1}` and one thread each. What is made per loop
/// (connections, caches) is indexed by `current()`; nothing else tells threads apart.
class Loops {
public:
    /// Makes `count` loops (at least 1), not yet running; `on_error` also serves `spawn`.
    explicit Loops(std::size_t count, ErrorHandler on_error = report_to_stderr);
    /// Stops, then destroys what still waits on the loops; all of it may still post to any loop.
    ~Loops();
    Loops(const Loops&) = delete;
    Loops& operator=(const Loops&) = delete;

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] asio::io_context& at(std::size_t index) noexcept;

    /// Starts one thread per loop and returns; loops run until `stop`.
    void start();
    /// Stops all loops and joins their threads; handlers still queued are destroyed with the
    /// object, not run. Not for a loop's own thread.
    void stop();

    /// The index of the loop whose thread this is; `npos` on any other thread.
    [[nodiscard]] static std::size_t current() noexcept;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

private:
    struct Loop;
    static void run(Loop& loop);
    std::vector<std::unique_ptr<Loop>> loops_;
};

/// Runs `task` on `loop` on its own; an exception that leaves it goes to the error handler of the
/// loop's `Loops` with `name` (to standard error on any other io_context), never lost.
void spawn(asio::io_context& loop, std::string_view name, Task<void> task);

/// What a task that `run_on` waits for ended with.
template <class T>
struct Outcome {
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
    std::exception_ptr error;
};

/// Keeps how `task` ends; for `run_on`. The exception leaves the loop's thread altogether.
template <class T>
Task<void> keep_outcome(Task<T> task, Outcome<T>& outcome) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(task);
        } else {
            outcome.value.emplace(co_await std::move(task));
        }
    } catch (...) {
        outcome.error = std::current_exception();
    }
}

/// Runs `task` on `loop` and blocks the calling thread, which is not the loop's own, until it is
/// done; gives its result or throws what it threw. For start, stop and tests.
template <class T>
T run_on(asio::io_context& loop, Task<T> task) {
    Outcome<T> outcome;
    asio::co_spawn(loop.get_executor(), keep_outcome(std::move(task), outcome), asio::use_future)
        .get();
    if (outcome.error) {
        std::rethrow_exception(std::move(outcome.error));
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(outcome.value);
    }
}

/// Waits `duration` on the calling coroutine's loop.
Task<void> sleep_for(std::chrono::steady_clock::duration duration);

}  // namespace gatehouse::async
