#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/open.hpp"
#include "platform/sql/sqlite/connection.hpp"
#include "platform/sql/sqlite/writer.hpp"

namespace gatehouse::sql::sqlite {

/// Where the file of a service is: `DIR/auth.sqlite`. Throws std::invalid_argument.
std::filesystem::path place_of(const OpenOptions& options);
/// The same; the folder is made when it is missing.
std::filesystem::path file_of(const OpenOptions& options);

/// A database in one file: reads run at once on a connection of the calling loop, changes go to the
/// writer.
class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const OpenOptions& options, async::Loops& loops);

    Task<Result> run(const Query& query, Params params) override;
    Task<void> transact_body(const Body& body) override;
    Task<std::string> trouble() override;
    void close() override;

private:
    Connection& reader();
    Result read(const Query& query, Params params);

    const OpenOptions options_;
    const std::filesystem::path file_;
    std::atomic<bool> closed_ = false;
    std::vector<std::unique_ptr<Connection>> readers_;
    Writer writer_;
};

}  // namespace gatehouse::sql::sqlite
