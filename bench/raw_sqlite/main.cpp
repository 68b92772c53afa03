// gatehouse-raw-sqlite FILE SECONDS: reads the rotation's statement from standard input and runs it
// on the sessions of FILE, each in a transaction of its own with synchronous=FULL; prints how many
// a second.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Close {
    void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

void check(sqlite3* database, bool ok) {
    if (!ok) throw std::runtime_error(sqlite3_errmsg(database));
}

Database open(const char* file) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file, &opened, SQLITE_OPEN_READWRITE, nullptr);
    Database database{opened};
    check(opened, code == SQLITE_OK);
    check(opened, sqlite3_exec(opened,
                               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON",
                               nullptr, nullptr, nullptr) == SQLITE_OK);
    return database;
}

Statement prepare(sqlite3* database, std::string_view text) {
    sqlite3_stmt* prepared = nullptr;
    check(database, sqlite3_prepare_v2(database, text.data(), static_cast<int>(text.size()),
                                       &prepared, nullptr) == SQLITE_OK);
    return Statement{prepared};
}

struct Session {
    std::string id;
    std::int64_t generation;
};

std::vector<Session> read_sessions(sqlite3* database) {
    const Statement statement =
        prepare(database, "SELECT id, generation FROM refresh_tokens WHERE ended_at IS NULL");
    std::vector<Session> sessions;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        sessions.push_back({reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)),
                            sqlite3_column_int64(statement.get(), 1)});
    }
    return sessions;
}

std::int64_t unix_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Outside of a transaction each statement is one, committed when it is reset.
void rotate(sqlite3* database, sqlite3_stmt* statement, Session& session) {
    const std::int64_t now = unix_ms();
    const auto place = [&](const char* name) {
        return sqlite3_bind_parameter_index(statement, name);
    };
    sqlite3_bind_text(statement, place("$1"), session.id.data(),
                      static_cast<int>(session.id.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement, place("$2"), session.generation);
    sqlite3_bind_int64(statement, place("$3"), now);
    sqlite3_bind_int64(statement, place("$4"), now + 604'800'000);
    check(database, sqlite3_step(statement) == SQLITE_ROW);
    check(database, sqlite3_step(statement) == SQLITE_DONE);
    check(database, sqlite3_reset(statement) == SQLITE_OK);
    ++session.generation;
}

double run(const char* file, double seconds, const std::string& text) {
    const Database database = open(file);
    std::vector<Session> sessions = read_sessions(database.get());
    if (sessions.empty()) throw std::runtime_error("no sessions");
    const Statement statement = prepare(database.get(), text);
    const auto begin = Clock::now();
    std::size_t count = 0;
    std::chrono::duration<double> passed{0};
    while (passed.count() < seconds) {
        rotate(database.get(), statement.get(), sessions[count++ % sessions.size()]);
        passed = Clock::now() - begin;
    }
    return static_cast<double>(count) / passed.count();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        fmt::print(stderr, "usage: gatehouse-raw-sqlite FILE SECONDS < STATEMENT\n");
        return 2;
    }
    try {
        const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
        fmt::print("{{\"per_second\":{:.1f}}}\n", run(arguments[1], std::atof(arguments[2]), text));
    } catch (const std::exception& error) {
        fmt::print(stderr, "gatehouse-raw-sqlite: {}\n", error.what());
        return 1;
    }
    return 0;
}
