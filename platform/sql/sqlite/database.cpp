#include "platform/sql/sqlite/database.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "platform/async/handoff.hpp"

namespace gatehouse::sql::sqlite {
namespace {

constexpr Query kHealth{"health", "SELECT count(*) FROM sqlite_schema"};

}  // namespace

std::filesystem::path place_of(const OpenOptions& options) {
    const std::filesystem::path folder = options.url.substr(std::string_view("sqlite:").size());
    if (folder.empty()) {
        throw std::invalid_argument("the database URL sqlite: names no folder");
    }
    return folder / (options.service + ".sqlite");
}

std::filesystem::path file_of(const OpenOptions& options) {
    auto file = place_of(options);
    const auto folder = file.parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    }
    if (error) {
        throw Unavailable(fmt::format("cannot make {}: {}", folder.string(), error.message()));
    }
    return file;
}

SqliteDatabase::SqliteDatabase(const OpenOptions& options, async::Loops& loops)
    : options_(options),
      file_(file_of(options)),
      readers_(loops.size()),
      writer_({file_, options.statement_timeout, options.acquire_timeout, options.writer_queue,
               options.writer_group, options.observer}) {
}

Connection& SqliteDatabase::reader() {
    const std::size_t loop = async::Loops::current();
    if (loop >= readers_.size()) {
        throw std::logic_error("the database is used outside of its loops");
    }
    auto& reader = readers_[loop];
    if (!reader || reader->broken()) {
        reader = std::make_unique<Connection>(file_, Role::reader, options_.statement_timeout,
                                              options_.observer);
    }
    return *reader;
}

Result SqliteDatabase::read(const Query& query, Params params) {
    if (closed_.load(std::memory_order_relaxed)) {
        throw Unavailable("the database is closed");
    }
    return reader().run(query, params);
}

Task<Result> SqliteDatabase::run(const Query& query, Params params) {
    if (query.reads()) {
        co_return read(query, params);
    }
    co_return co_await async::handoff<Result>(
        [&](async::Resume<Result> resume) { writer_.submit(query, params, std::move(resume)); });
}

Task<void> SqliteDatabase::transact_body(const Body& body) {
    co_await async::handoff<Result>(
        [&](async::Resume<Result> resume) { writer_.submit(body, std::move(resume)); });
}

Task<std::string> SqliteDatabase::trouble() {
    try {
        read(kHealth, {});
        co_return writer_.healthy() ? "" : "changes cannot be written to its file";
    } catch (const Unavailable& error) {
        co_return error.what();
    }
}

void SqliteDatabase::close() {
    closed_ = true;
    writer_.close();
}

}  // namespace gatehouse::sql::sqlite
