#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/base/unavailable.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/row.hpp"
#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// The database cannot be reached, is full, or did not answer in time: answered as 503.
struct Unavailable : ServiceUnavailable {
    using ServiceUnavailable::ServiceUnavailable;
};

/// A statement failed for a reason that the code did not foresee (a bug): answered as 500.
struct StatementFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The rows that one statement returned and the number it changed.
struct Result {
    std::vector<Row> rows;
    std::int64_t changed = 0;
};

/// What can run statements: the database itself (each statement its own transaction) or a
/// transaction. Store functions take it by reference and do not know which it is.
class Session {
public:
    virtual ~Session() = default;

    /// Runs one statement. Throws Unavailable or StatementFailed.
    virtual Task<Result> run(const Query& query, Params params) = 0;

    /// Runs `query` with `args` and reads each row into `R` (a described struct, columns by
    /// position) .
    template <class R, class... Args>
    Task<std::vector<R>> all(const Query& query, const Args&... args);
    /// The same for at most one row; throws StatementFailed on more.
    template <class R, class... Args>
    Task<std::optional<R>> maybe(const Query& query, const Args&... args);
    /// The same for exactly one row.
    template <class R, class... Args>
    Task<R> one(const Query& query, const Args&... args);
    /// Runs a statement without rows; gives the number of rows it changed.
    template <class... Args>
    Task<std::int64_t> execute(const Query& query, const Args&... args);
};

/// One open transaction; valid only inside the body it was given to.
class Transaction : public Session {};

/// A service's own database. Shared by all loops; each call runs on the calling coroutine's loop
/// and answers there.
///
/// `run` on the database itself is for single statements: one that begins with SELECT is a read (a
/// reader of this loop, pipelined on PostgreSQL), any other is a write of its own, durable when the
/// call returns.
class Database : public Session {
public:
    using Body = std::function<Task<void>(Transaction&)>;

    /// Runs `body` as one transaction and returns once its commit is durable; when `body` throws,
    /// nothing of it remains and the exception is passed on. On SQLite the body runs on the
    /// writer's thread: it awaits nothing but statements of its transaction, and touches nothing
    /// that belongs to a loop. On PostgreSQL it runs again after a serialization failure or
    /// deadlock (at most three times), so it sets results and has no other effects.
    virtual Task<void> transact_body(const Body& body) = 0;

    /// As `transact_body` for a body `Task<T>(Transaction&)`; gives its result. A lambda with
    /// captures is fine here: it is kept alive until the transaction has ended.
    template <class F>
    auto transact(F body) -> std::invoke_result_t<F&, Transaction&>;

    /// True while statements can be answered; for readiness.
    virtual Task<bool> healthy() = 0;

    /// Stops accepting work, finishes what is queued and joins the writer's thread. Call while the
    /// loops still run.
    virtual void close() = 0;
};

}  // namespace gatehouse::sql
