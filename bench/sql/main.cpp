#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/describe.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "platform/async/loops.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/open.hpp"

namespace gatehouse {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kRows = 10'000;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token TEXT NOT NULL,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL
) WITHOUT ROWID)sql";
constexpr std::string_view kPostgresSchema = R"sql(
CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    token text NOT NULL,
    generation bigint NOT NULL,
    rotated_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    user_agent text NOT NULL
) WITH (fillfactor = 80))sql";

constexpr sql::Query kInsert{"session_insert", R"sql(
INSERT INTO sessions (id, token, generation, rotated_at, last_seen_at, user_agent)
VALUES ($1, $2, 0, 0, 0, $3) ON CONFLICT (id) DO NOTHING)sql"};
constexpr sql::Query kRotate{"session_rotate", R"sql(
UPDATE sessions SET generation = generation + 1, rotated_at = $2, last_seen_at = $2
WHERE id = $1 RETURNING token, generation)sql"};
constexpr sql::Query kRead{"session_read", R"sql(
SELECT id, token, generation, rotated_at, last_seen_at, user_agent FROM sessions
WHERE id = $1)sql"};
constexpr sql::Query kIds{"session_ids", "SELECT id FROM sessions ORDER BY id"};

struct Rotated {
    std::string token;
    std::int64_t generation;
};
BOOST_DESCRIBE_STRUCT(Rotated, (), (token, generation))

struct Session {
    Uuid id;
    std::string token;
    std::int64_t generation;
    Time rotated_at;
    Time last_seen_at;
    std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, token, generation, rotated_at, last_seen_at, user_agent))

/// One measured kind of work; `go` ends it.
struct Work {
    sql::Database& database;
    const std::vector<Uuid>& ids;
    std::atomic<bool> go = true;
    std::atomic<int> running = 0;
    std::vector<std::vector<std::uint32_t>> microseconds{};  // one list for each caller
};

using Once = Task<void> (*)(sql::Database&, const Uuid&);

Task<void> rotate(sql::Database& database, const Uuid& id) {
    co_await database.one<Rotated>(kRotate, id, std::int64_t{1'769'846'709'120});
}

Task<void> rotate_in_transaction(sql::Database& database, const Uuid& id) {
    co_await database.transact([&id](sql::Transaction& transaction) -> Task<void> {
        co_await transaction.one<Rotated>(kRotate, id, std::int64_t{1'769'846'709'120});
    });
}

Task<void> read(sql::Database& database, const Uuid& id) {
    co_await database.one<Session>(kRead, id);
}

Task<void> call(Work& work, Once once, std::size_t caller) {
    std::mt19937_64 random(caller);
    std::uniform_int_distribution<std::size_t> pick(0, work.ids.size() - 1);
    auto& times = work.microseconds[caller];
    while (work.go.load(std::memory_order_relaxed)) {
        const auto start = steady_clock::now();
        co_await once(work.database, work.ids[pick(random)]);
        times.push_back(static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start)
                .count()));
        // A read on SQLite never suspends; let the other callers of the loop run.
        co_await asio::post(co_await asio::this_coro::executor, asio::deferred);
    }
    --work.running;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(std::string_view name, Once once, sql::Database& database, async::Loops& loops,
             const std::vector<Uuid>& ids, std::size_t callers, double seconds) {
    Work work{database, ids};
    work.microseconds.resize(callers);
    work.running = static_cast<int>(callers);
    const auto start = steady_clock::now();
    const double cpu = cpu_seconds();
    for (std::size_t caller = 0; caller < callers; ++caller) {
        async::spawn(loops.at(caller % loops.size()), name, call(work, once, caller));
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    work.go = false;
    while (work.running > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const double took = std::chrono::duration<double>(steady_clock::now() - start).count();
    std::vector<std::uint32_t> all;
    for (const auto& times : work.microseconds) {
        all.insert(all.end(), times.begin(), times.end());
    }
    std::ranges::sort(all);
    const auto at = [&all](double part) {
        return all[static_cast<std::size_t>(static_cast<double>(all.size() - 1) * part)];
    };
    const auto count = static_cast<double>(all.size());
    fmt::print(
        "{:24} {:4} callers {:9.0f}/s  p50 {:6} us  p99 {:6} us  max {:7} us  {:5.1f} us of CPU "
        "each\n",
        name, callers, count / took, at(0.5), at(0.99), all.back(),
        (cpu_seconds() - cpu) / count * 1e6);
}

Task<void> fill(sql::Database& database, std::size_t rows) {
    SystemClock clock;
    SystemRandom random;
    UuidV7Source ids(clock, random);
    const std::string token(43, 't');
    const std::string agent =
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    co_await database.transact([&](sql::Transaction& transaction) -> Task<void> {
        for (std::size_t row = 0; row < rows; ++row) {
            co_await transaction.execute(kInsert, ids.next(), token, agent);
        }
    });
}

int run(const std::string& url, std::size_t callers, double seconds) {
    sql::OpenOptions options{.url = url, .service = "bench"};
    options.statement_timeout = Milliseconds(10'000);
    options.acquire_timeout = Milliseconds(10'000);
    if (const char* connections = std::getenv("WRITE_CONNECTIONS")) {
        options.write_connections = std::strtoul(connections, nullptr, 10);
    }
    sql::migrate(options,
                 std::array<sql::Migration, 2>{{{"0001_sessions.sql", kSchema},
                                                {"0001_sessions.postgres.sql", kPostgresSchema}}});
    async::Loops loops(2);
    const auto database = sql::open(options, loops);
    loops.start();
    auto ids = async::run_on(loops.at(0), database->all<Uuid>(kIds));
    if (ids.size() < kRows) {
        async::run_on(loops.at(0), fill(*database, kRows - ids.size()));
        ids = async::run_on(loops.at(0), database->all<Uuid>(kIds));
    }
    for (const std::size_t count : {std::size_t{1}, callers}) {
        measure("rotate", rotate, *database, loops, ids, count, seconds);
        measure("rotate in transaction", rotate_in_transaction, *database, loops, ids, count,
                seconds);
        measure("read", read, *database, loops, ids, count, seconds);
    }
    database->close();
    loops.stop();
    return 0;
}

}  // namespace
}  // namespace gatehouse

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "usage: bench_sql URL [CALLERS] [SECONDS]\n");
        return 2;
    }
    const std::size_t callers = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 64;
    const double seconds = count > 3 ? std::strtod(arguments[3], nullptr) : 3;
    return gatehouse::run(arguments[1], callers, seconds);
}
