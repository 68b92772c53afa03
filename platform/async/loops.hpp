#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "platform/async/task.hpp"

namespace gatehouse::async {

/// The event loops of the process: one `io_context{1}` and one thread each. What is made per loop
/// (connections, caches) is indexed by `current()`; nothing else tells threads apart.
class Loops {
public:
    /// Makes `count` loops (at least 1), not yet running.
    explicit Loops(std::size_t count);
    ~Loops();
    Loops(const Loops&) = delete;
    Loops& operator=(const Loops&) = delete;

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] asio::io_context& at(std::size_t index) noexcept;

    /// Starts one thread per loop and returns; loops run until `stop`.
    void start();
    /// Stops all loops and joins their threads; handlers still queued are destroyed, not run.
    void stop();

    /// The index of the loop whose thread this is; `npos` on any other thread.
    [[nodiscard]] static std::size_t current() noexcept;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

private:
    struct Loop;
    std::vector<std::unique_ptr<Loop>> loops_;
};

/// Runs `task` on `loop` on its own; an exception that leaves it is logged with `name` and counted,
/// never lost.
void spawn(asio::io_context& loop, std::string_view name, Task<void> task);

/// Waits `duration` on the calling coroutine's loop.
Task<void> sleep_for(std::chrono::steady_clock::duration duration);

}  // namespace gatehouse::async
