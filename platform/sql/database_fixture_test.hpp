#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "platform/async/loops.hpp"
#include "platform/sql/open.hpp"
#include "platform/testing/postgres_server.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::sql {

/// One database of the kind that the parameter names, fresh for each test, and two running loops.
class DatabaseTest : public ::testing::TestWithParam<std::string> {
protected:
    DatabaseTest() : loops(2) {
        if (GetParam() == "sqlite") {
            options.url = "sqlite:" + directory.path().string();
        } else if (auto* server = gatehouse::testing::PostgresServer::shared()) {
            options.url = server->fresh_url();
        }
        options.service = "sample";
        options.statement_timeout = Milliseconds(30000);
        options.acquire_timeout = Milliseconds(30000);
    }

    void SetUp() override {
        if (options.url.empty()) {
            GTEST_SKIP() << "PostgreSQL is not installed";
        }
    }

    void TearDown() override {
        if (database) {
            database->close();
        }
        loops.stop();
        database.reset();
    }

    /// Applies `schema` and opens the database on running loops.
    void open(std::string_view schema) {
        migrate(options, std::vector<Migration>{{"0001_schema.sql", schema}});
        database = sql::open(options, loops);
        loops.start();
    }

    /// Runs a task on a loop and waits for it.
    template <class T>
    T on_loop(Task<T> task, std::size_t loop = 0) {
        return async::run_on(loops.at(loop), std::move(task));
    }

    /// Runs one statement on a loop.
    template <class... Args>
    std::int64_t execute(const Query& query, const Args&... args) {
        return on_loop(database->execute(query, args...));
    }
    template <class R, class... Args>
    std::vector<R> all(const Query& query, const Args&... args) {
        return on_loop(database->all<R>(query, args...));
    }
    template <class R, class... Args>
    R one(const Query& query, const Args&... args) {
        return on_loop(database->one<R>(query, args...));
    }

    [[nodiscard]] bool on_sqlite() const { return GetParam() == "sqlite"; }

    gatehouse::testing::TempDirectory directory;
    OpenOptions options;
    async::Loops loops;
    std::unique_ptr<Database> database;
};

inline const auto kBothDatabases = ::testing::Values("sqlite", "postgresql");
inline const auto kDatabaseName = [](const ::testing::TestParamInfo<std::string>& tested) {
    return tested.param;
};

}  // namespace gatehouse::sql
