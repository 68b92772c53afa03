#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/open.hpp"
#include "platform/sql/postgres/connector.hpp"
#include "platform/sql/postgres/pool.hpp"

namespace gatehouse::sql::postgres {

/// A database of a PostgreSQL server, reached through a few connections for each loop.
class PostgresDatabase final : public Database {
public:
    PostgresDatabase(const OpenOptions& options, async::Loops& loops);
    ~PostgresDatabase() override;

    Task<Result> run(const Query& query, Params params) override;
    Task<void> transact_body(const Body& body) override;
    Task<std::string> trouble() override;
    void close() override;

private:
    Pool& pool();
    Task<void> attempt(const Body& body);

    async::Loops& loops_;
    const OpenOptions options_;
    std::atomic<bool> closed_ = false;
    Connector connector_;
    std::vector<std::shared_ptr<Pool>> pools_;
};

}  // namespace gatehouse::sql::postgres
