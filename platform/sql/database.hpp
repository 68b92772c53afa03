#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/sql/errors.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/result.hpp"
#include "platform/sql/row.hpp"
#include "platform/sql/value.hpp"

namespace gatehouse::sql {

/// What can run statements: the database itself (each statement its own transaction) or a
/// transaction. Store functions take it by reference and do not know which it is.
///
/// The arguments of a statement are read until its await returns, so await each call in the
/// expression that makes it.
class Session {
public:
    virtual ~Session() = default;

    /// Runs one statement. Throws Unavailable or StatementFailed.
    virtual Task<Result> run(const Query& query, Params params) = 0;

    /// Runs `query` with `args` and reads each row into `R`: a described struct, columns by
    /// position, or any other type a single column.
    template <class R, class... Args>
    Task<std::vector<R>> all(const Query& query, const Args&... args) {
        const Arguments<Args...> arguments(args...);
        const Result result = co_await run(query, arguments.params());
        std::vector<R> rows;
        rows.reserve(result.size());
        for (std::size_t index = 0; index < result.size(); ++index) {
            rows.push_back(read_row<R>(query, result.row(index)));
        }
        co_return rows;
    }

    /// The same for at most one row; throws StatementFailed on more.
    template <class R, class... Args>
    Task<std::optional<R>> maybe(const Query& query, const Args&... args) {
        const Arguments<Args...> arguments(args...);
        const Result result = co_await run(query, arguments.params());
        if (result.size() > 1) {
            fail_count(query, result.size(), "at most one");
        }
        std::optional<R> row;
        if (!result.empty()) {
            row.emplace(read_row<R>(query, result.row(0)));
        }
        co_return row;
    }

    /// The same for exactly one row.
    template <class R, class... Args>
    Task<R> one(const Query& query, const Args&... args) {
        const Arguments<Args...> arguments(args...);
        const Result result = co_await run(query, arguments.params());
        if (result.size() != 1) {
            fail_count(query, result.size(), "one");
        }
        co_return read_row<R>(query, result.row(0));
    }

    /// Runs a statement without rows; gives the number of rows it changed.
    template <class... Args>
    Task<std::int64_t> execute(const Query& query, const Args&... args) {
        const Arguments<Args...> arguments(args...);
        const Result result = co_await run(query, arguments.params());
        co_return result.changed();
    }
};

/// One open transaction; valid only inside the body it was given to. Once a statement has failed
/// no other one runs and nothing is committed, whatever the body makes of the exception.
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
    /// nothing of it remains and the exception is passed on. The body may run more than once (on
    /// PostgreSQL after a serialization failure or deadlock, at most three times; on SQLite when a
    /// statement of another transaction of its group ran out of time), so it sets results and has
    /// no other effects. On SQLite it runs on the writer's thread: it awaits nothing but
    /// statements of its transaction, and touches nothing that belongs to a loop.
    virtual Task<void> transact_body(const Body& body) = 0;

    /// As `transact_body` for a body `Task<T>(Transaction&)`; gives its result. A lambda with
    /// captures is fine here: it is kept alive until the transaction has ended.
    template <class F>
    auto transact(F body) -> std::invoke_result_t<F&, Transaction&> {
        using T = typename std::invoke_result_t<F&, Transaction&>::value_type;
        if constexpr (std::is_void_v<T>) {
            const Body run_body(std::ref(body));
            co_await transact_body(run_body);
        } else {
            std::optional<T> result;
            const Body run_body = [&body, &result](Transaction& transaction) -> Task<void> {
                result.emplace(co_await body(transaction));
            };
            co_await transact_body(run_body);
            co_return *std::move(result);
        }
    }

    /// Why statements cannot be answered now, for the log; empty while they can.
    virtual Task<std::string> trouble() = 0;
    /// Whether statements can be answered; for readiness.
    Task<bool> healthy() { co_return (co_await trouble()).empty(); }

    /// Stops accepting work (Unavailable from then on), finishes what is queued, within the
    /// statement timeout, and joins the threads it started. Call while the loops still run, from
    /// none of their threads.
    virtual void close() = 0;
};

}  // namespace gatehouse::sql
