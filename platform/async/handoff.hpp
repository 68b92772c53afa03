#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <variant>

#include "platform/async/task.hpp"

namespace gatehouse::async {

/// The one-shot right to resume a waiting coroutine, from any thread. Dropping it unused resumes
/// the coroutine with `Abandoned`.
template <class T>
class Resume;

/// Thrown into a coroutine whose `Resume` was dropped: the other side went away.
struct Abandoned : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "hand-off abandoned"; }
};

/// Suspends the calling coroutine, calls `start(Resume<T>)` and continues on the coroutine's own
/// loop once `Resume::value` or `Resume::error` was called (from any thread, also from inside
/// `start`). `start` must not throw after it has moved the `Resume` away. T may be void and need
/// not be default constructible.
template <class T, class Start>
Task<T> handoff(Start start);

}  // namespace gatehouse::async
