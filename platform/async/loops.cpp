#include "platform/async/loops.hpp"

#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/deferred.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "platform/base/json_string.hpp"

namespace gatehouse::async {
namespace {

thread_local std::size_t this_loop = Loops::npos;  // NOLINT(*-non-const-global-variables)

/// Carries the error handler with the io_context, so that `spawn` needs nothing else.
class ErrorSink : public asio::execution_context::service {
public:
    using key_type = ErrorSink;
    static inline asio::execution_context::id id;

    explicit ErrorSink(asio::execution_context& context, ErrorHandler on_error = report_to_stderr)
        : service(context), on_error_(std::move(on_error)) {}

    void report(std::string_view name, const std::exception_ptr& error) const {
        on_error_(name, error);
    }

private:
    void shutdown() noexcept override {}
    const ErrorHandler on_error_;
};

void report(asio::io_context& loop, std::string_view name, const std::exception_ptr& error) {
    asio::use_service<ErrorSink>(loop).report(name, error);
}

/// An io_context whose waiting handlers can be destroyed apart from itself.
class Context : public asio::io_context {
public:
    Context() : asio::io_context(1) {}
    using asio::execution_context::shutdown;
};

}  // namespace

std::string report_line(std::string_view name, const std::exception_ptr& error, Time now) {
    std::string what = "exception of an unknown type";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& exception) {
        what = exception.what();
    } catch (...) {  // NOLINT(bugprone-empty-catch): `what` says it already
    }
    std::string line = R"({"@timestamp":")" + to_rfc3339(now) +
                       R"(","log.level":"error","message":"A background task failed",)"
                       R"("ecs.version":"8.11.0","error.message":)";
    append_json_string(line, what);
    line += R"(,"labels.task":)";
    append_json_string(line, name);
    line += '}';
    return line;
}

void report_to_stderr(std::string_view name, const std::exception_ptr& error) {
    const auto line = report_line(name, error, SystemClock{}.now()) + "\n";
    // In one piece, so that lines of several threads do not mix.
    std::fwrite(line.data(), 1, line.size(), stderr);
}

struct Loops::Loop {
    std::size_t index;
    Context context;
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread;

    explicit Loop(std::size_t at) : index(at) {}
};

Loops::Loops(std::size_t count, ErrorHandler on_error) {
    if (count == 0) {
        throw std::invalid_argument("Loops needs at least one loop");
    }
    for (std::size_t index = 0; index < count; ++index) {
        auto& loop = *loops_.emplace_back(std::make_unique<Loop>(index));
        asio::make_service<ErrorSink>(loop.context, on_error);
    }
}

Loops::~Loops() {
    stop();
    // What waits on one loop may post to another while it is destroyed, so the loops themselves
    // go only when nothing waits on any of them.
    for (auto& loop : loops_) {
        loop->context.shutdown();
    }
}

std::size_t Loops::size() const noexcept {
    return loops_.size();
}

asio::io_context& Loops::at(std::size_t index) noexcept {
    return loops_[index]->context;
}

void Loops::start() {
    for (auto& loop : loops_) {
        loop->thread = std::thread(&Loops::run, std::ref(*loop));
    }
}

void Loops::run(Loop& loop) {
    this_loop = loop.index;
    for (;;) {
        try {
            loop.context.run();
            return;
        } catch (...) {
            report(loop.context, "handler", std::current_exception());
        }
    }
}

void Loops::stop() {
    for (auto& loop : loops_) {
        loop->context.stop();
    }
    for (auto& loop : loops_) {
        if (loop->thread.joinable()) {
            loop->thread.join();
        }
    }
}

std::size_t Loops::current() noexcept {
    return this_loop;
}

void spawn(asio::io_context& loop, std::string_view name, Task<void> task) {
    asio::co_spawn(loop.get_executor(), std::move(task),
                   [&loop, name = std::string(name)](const std::exception_ptr& error) {
                       if (error) {
                           report(loop, name, error);
                       }
                   });
}

Task<void> sleep_for(std::chrono::steady_clock::duration duration) {
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>,
                                             asio::io_context::executor_type>;
    Timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(asio::deferred);
}

}  // namespace gatehouse::async
