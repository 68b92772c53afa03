#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/sql/observer.hpp"
#include "platform/sql/query.hpp"
#include "platform/sql/result.hpp"
#include "platform/sql/value.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gatehouse::sql::sqlite {

enum class Role : std::uint8_t { reader, writer };

/// One connection with its prepared statements. Used by one thread at a time.
class Connection {
public:
    /// Opens the file, which the writer creates when it is missing. Throws Unavailable.
    Connection(const std::filesystem::path& file, Role role, Milliseconds statement_timeout,
               Observer* observer);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs one statement to its end. Throws Unavailable, ConstraintFailed or StatementFailed.
    Result run(const Query& query, Params params);
    /// Runs several statements without parameters or rows, not measured and without time limit.
    void run_script(const std::string& text);

    /// Whether a transaction is open; a failed statement may have ended it.
    [[nodiscard]] bool in_transaction() const noexcept;
    /// Whether an I/O error or damage was seen: open another one instead.
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    void mark_broken() noexcept { broken_ = true; }
    /// Whether the last statement that failed did so because it ran out of time.
    [[nodiscard]] bool ran_out_of_time() const noexcept { return ran_out_of_time_; }

    /// The pages that the write-ahead log holds, as of the last commit of this connection.
    [[nodiscard]] int wal_pages() const noexcept { return wal_pages_; }
    /// Copies what the log holds into the file, as far as readers allow; with `restart` it waits
    /// for them, so that the log starts again from its beginning. Gives false when the disk failed.
    bool checkpoint(bool restart) noexcept;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, Finalize> statement;
        std::string_view text;
        std::vector<std::size_t> arguments;  ///< for each SQLite parameter the index of its `$n`
        std::size_t argument_count = 0;
        StatementMeter* meter = nullptr;
    };

    void configure(Role role, Milliseconds statement_timeout);
    Prepared& prepare(const Query& query);
    void bind(const Query& query, Prepared& prepared, Params params);
    Result step(const Query& query, sqlite3_stmt* statement);
    [[noreturn]] void fail(std::string_view what, int code);
    static int over_time(void* self) noexcept;

    std::unique_ptr<sqlite3, Close> database_;
    Milliseconds statement_timeout_;
    SteadyTime deadline_ = SteadyTime::max();
    Observer* observer_;
    int wal_pages_ = 0;
    bool broken_ = false;
    bool ran_out_of_time_ = false;
    std::unordered_map<std::string_view, Prepared> prepared_;
    std::vector<std::array<char, 36>> uuid_texts_;  ///< bound to the statement that runs
};

}  // namespace gatehouse::sql::sqlite
