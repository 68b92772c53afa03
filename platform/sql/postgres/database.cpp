#include "platform/sql/postgres/database.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "platform/async/handoff.hpp"
#include "platform/sql/postgres/connect.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Query kCommit{"commit", "COMMIT"};
constexpr Query kRollback{"rollback", "ROLLBACK"};
constexpr Query kHealth{"health", "SELECT 1"};

constexpr int kRunsAtMost = 3;
constexpr Milliseconds kRestAfterConflict{10};
constexpr Milliseconds kConnectTimeout{3000};

Parameters session_parameters(const OpenOptions& options) {
    return Parameters(options)
        .with_setting(fmt::format("statement_timeout={}", options.statement_timeout.count()))
        .with_setting(fmt::format("idle_in_transaction_session_timeout={}",
                                  2 * options.statement_timeout.count()));
}

/// A transaction on a leased connection. BEGIN travels with its first statement.
class OpenTransaction final : public Transaction {
public:
    OpenTransaction(Pool& pool, Connection& connection) : pool_(pool), connection_(connection) {}

    Task<Result> run(const Query& query, Params params) override {
        if (failed_) {
            throw StatementFailed(
                fmt::format("{}: an earlier statement of the transaction failed", query.name));
        }
        const bool begins = !std::exchange(begun_, true);
        try {
            co_return co_await submit(query, params, begins);
        } catch (...) {
            failed_ = std::current_exception();
            throw;
        }
    }

    /// Throws when the transaction was not committed, or may not have been.
    Task<void> commit() {
        if (failed_) {
            std::rethrow_exception(failed_);
        }
        if (begun_) {
            co_await submit(kCommit, {}, false);
        }
    }

    /// Leaves nothing of the transaction. A connection on which this fails is not used again.
    Task<void> roll_back() {
        if (!begun_ || !connection_.usable()) {
            co_return;
        }
        try {
            co_await submit(kRollback, {}, false);
        } catch (const std::runtime_error& error) {
            connection_.discard(error.what());
        }
    }

    /// Whether a statement failed because of others that ran at the same time.
    [[nodiscard]] bool conflicted() const {
        try {
            if (failed_) {
                std::rethrow_exception(failed_);
            }
        } catch (const Conflict&) {
            return true;
        } catch (...) {
            return false;
        }
        return false;
    }

private:
    Task<Result> submit(const Query& query, Params params, bool begins) {
        co_return co_await async::handoff<Result>([&](async::Resume<Result> resume) {
            connection_.send({.query = &query,
                              .params = params,
                              .kind = Operation::Kind::statement,
                              .begins = begins,
                              .resume = std::move(resume),
                              .queued = steady_clock::now(),
                              .deadline = pool_.statement_deadline()});
            connection_.sync();
        });
    }

    Pool& pool_;
    Connection& connection_;
    bool begun_ = false;
    std::exception_ptr failed_;
};

}  // namespace

PostgresDatabase::PostgresDatabase(const OpenOptions& options, async::Loops& loops)
    : loops_(loops), options_(options), connector_(session_parameters(options), kConnectTimeout) {
    const std::size_t count = loops.size();
    for (std::size_t index = 0; index < count; ++index) {
        // As even as possible, and each loop has at least one.
        const std::size_t writers =
            options.write_connections / count + (index < options.write_connections % count ? 1 : 0);
        pools_.push_back(std::make_shared<Pool>(
            loops.at(index), connector_,
            PoolOptions{std::max<std::size_t>(writers, 1), options.writer_queue,
                        options.acquire_timeout, options.statement_timeout, options.observer}));
    }
}

PostgresDatabase::~PostgresDatabase() = default;

Pool& PostgresDatabase::pool() {
    const std::size_t loop = async::Loops::current();
    if (loop >= pools_.size()) {
        throw std::logic_error("the database is used outside of its loops");
    }
    return *pools_[loop];
}

Task<Result> PostgresDatabase::run(const Query& query, Params params) {
    Pool& here = pool();
    co_return co_await async::handoff<Result>([&](async::Resume<Result> resume) {
        if (query.reads()) {
            here.read(query, params, std::move(resume));
        } else {
            here.write(query, params, std::move(resume));
        }
    });
}

Task<void> PostgresDatabase::transact_body(const Body& body) {
    for (int run = 1;; ++run) {
        try {
            co_await attempt(body);
            co_return;
        } catch (const Conflict&) {
            if (run == kRunsAtMost) {
                throw;
            }
        }
        // Apart from the others that took part in the conflict, so as not to meet them again.
        const auto now = steady_clock::now().time_since_epoch();
        co_await async::sleep_for(run * kRestAfterConflict + now % kRestAfterConflict);
    }
}

/// Runs the body once. Throws Conflict when running it again may help.
Task<void> PostgresDatabase::attempt(const Body& body) {
    Pool& here = pool();
    const Lease lease = co_await async::handoff<Lease>(
        [&here](async::Resume<Lease> resume) { here.acquire(std::move(resume)); });
    OpenTransaction transaction(here, *lease);
    std::exception_ptr error;
    try {
        co_await body(transaction);
        co_await transaction.commit();
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        co_await transaction.roll_back();
        if (transaction.conflicted()) {
            throw Conflict("the transaction lost conflicts with others repeatedly");
        }
        std::rethrow_exception(error);
    }
}

Task<std::string> PostgresDatabase::trouble() {
    try {
        co_await run(kHealth, {});
        co_return std::string{};
    } catch (const Unavailable& error) {
        co_return error.what();
    }
}

void PostgresDatabase::close() {
    if (closed_.exchange(true)) {
        return;
    }
    std::vector<std::future<void>> closed;
    for (std::size_t index = 0; index < pools_.size(); ++index) {
        const auto done = std::make_shared<std::promise<void>>();
        closed.push_back(done->get_future());
        asio::post(loops_.at(index).get_executor(),
                   [pool = pools_[index], done] { pool->close([done] { done->set_value(); }); });
    }
    // Everything in flight is answered or refused by then, if the loops run at all.
    const auto deadline =
        steady_clock::now() + options_.statement_timeout + 2 * options_.acquire_timeout;
    for (auto& pool : closed) {
        pool.wait_until(deadline);
    }
    connector_.close();
}

}  // namespace gatehouse::sql::postgres
