#pragma once

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>

#include "platform/async/task.hpp"

namespace gatehouse::async {

/// Thrown into a coroutine whose `Resume` was dropped: the other side went away.
struct Abandoned : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "hand-off abandoned"; }
};

/// A suspended coroutine and the loop it continues on. Move-only; the loop must outlive it.
class Continuation {
public:
    using Handler = asio::any_completion_handler<void()>;

    Continuation(asio::io_context& loop, Handler handler)
        : loop_(&loop), handler_(std::in_place, std::move(handler)) {}
    Continuation(Continuation&& other) noexcept : loop_(other.loop_) { take(other); }
    Continuation& operator=(Continuation&& other) noexcept {
        if (this != &other) {
            loop_ = other.loop_;
            take(other);
        }
        return *this;
    }

    [[nodiscard]] asio::io_context& loop() const noexcept { return *loop_; }
    [[nodiscard]] bool pending() const noexcept { return handler_.has_value(); }
    /// Continues the coroutine on its loop; returns at once.
    void post() &&;
    /// Continues the coroutine here; only on the thread of its loop.
    void run() &&;

private:
    // Not an assignment: that of any_completion_handler calls itself for ever in Boost 1.81.
    void take(Continuation& other) {
        handler_.reset();
        if (other.handler_) {
            handler_.emplace(std::move(*other.handler_));
            other.handler_.reset();
        }
    }

    asio::io_context* loop_;
    std::optional<Handler> handler_;
};

/// Gathers continuations so that all those of one loop cost one post. For one thread.
class Batch {
public:
    Batch() = default;
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() { flush(); }

    void add(Continuation continuation);
    /// Posts what was gathered.
    void flush();

private:
    std::vector<std::pair<asio::io_context*, std::vector<Continuation>>> loops_;
};

/// What a hand-off ended with; part of the waiting coroutine's frame.
template <class T>
struct HandoffOutcome {
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
    std::exception_ptr error;
};

/// The one-shot right to resume a waiting coroutine, from any thread. Dropping it unused resumes
/// the coroutine with `Abandoned`. With a `Batch` the coroutine continues when that is flushed.
template <class T>
class Resume {
public:
    Resume(HandoffOutcome<T>& outcome, Continuation continuation)
        : outcome_(&outcome), continuation_(std::move(continuation)) {}
    Resume(Resume&&) noexcept = default;
    Resume& operator=(Resume&& other) noexcept {
        if (this != &other) {
            abandon();
            outcome_ = other.outcome_;
            continuation_ = std::move(other.continuation_);
        }
        return *this;
    }
    ~Resume() { abandon(); }

    /// False once it was used or moved away.
    [[nodiscard]] bool pending() const noexcept { return continuation_.pending(); }

    template <class... U>
        requires((std::is_void_v<T> && sizeof...(U) == 0) || std::constructible_from<T, U...>)
    void value(U&&... result) {
        outcome_->value.emplace(std::forward<U>(result)...);
        std::move(continuation_).post();
    }
    template <class... U>
        requires((std::is_void_v<T> && sizeof...(U) == 0) || std::constructible_from<T, U...>)
    void value_in(Batch& batch, U&&... result) {
        outcome_->value.emplace(std::forward<U>(result)...);
        batch.add(std::move(continuation_));
    }
    void error(std::exception_ptr error) {
        outcome_->error = std::move(error);
        std::move(continuation_).post();
    }
    void error_in(Batch& batch, std::exception_ptr error) {
        outcome_->error = std::move(error);
        batch.add(std::move(continuation_));
    }

private:
    void abandon() noexcept {
        if (pending()) {
            error(std::make_exception_ptr(Abandoned{}));
        }
    }

    HandoffOutcome<T>* outcome_;
    Continuation continuation_;
};

/// Suspends the calling coroutine, calls `start(Resume<T>)` and continues on the coroutine's own
/// loop once `Resume::value` or `Resume::error` was called (from any thread, also from inside
/// `start`). `start` must not throw after it has handed the `Resume` to another thread; before, its
/// exception is passed on. T may be void and need not be default constructible.
template <class T, class Start>
Task<T> handoff(Start start) {
    HandoffOutcome<T> outcome;
    asio::io_context& loop = (co_await asio::this_coro::executor).context();
    co_await asio::async_initiate<const asio::deferred_t&, void()>(
        [&outcome, &loop, &start](auto handler) {
            try {
                start(Resume<T>(outcome, Continuation(loop, std::move(handler))));
            } catch (...) {
                // The dropped Resume has posted the continuation already.
                outcome.error = std::current_exception();
            }
        },
        asio::deferred);
    if (outcome.error) {
        std::rethrow_exception(std::move(outcome.error));
    }
    if constexpr (!std::is_void_v<T>) {
        co_return std::move(*outcome.value);
    }
}

}  // namespace gatehouse::async
