#include "platform/sql/sqlite/raw.hpp"

#include <fmt/format.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::sqlite {
namespace {

// A program that enters or leaves WAL mode holds the file for a moment.
constexpr int kBusyMs = 10'000;

struct FinalizeRaw {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

[[noreturn]] void fail(sqlite3* database) {
    throw Unavailable(
        fmt::format("{}: {}", sqlite3_db_filename(database, "main"), sqlite3_errmsg(database)));
}

}  // namespace

RawHandle open_raw(const std::filesystem::path& file, int flags) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    RawHandle handle(opened);
    if (code != SQLITE_OK) {
        throw Unavailable(fmt::format("cannot open {}: {}", file.string(), sqlite3_errstr(code)));
    }
    sqlite3_busy_timeout(handle.get(), kBusyMs);
    sqlite3_db_config(handle.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return handle;
}

std::string first_value(sqlite3* database, const char* text) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database, text, -1, &prepared, nullptr) != SQLITE_OK) {
        fail(database);
    }
    const std::unique_ptr<sqlite3_stmt, FinalizeRaw> statement(prepared);
    const int code = sqlite3_step(prepared);
    if (code == SQLITE_DONE) {
        return {};
    }
    if (code != SQLITE_ROW) {
        fail(database);
    }
    const auto* value = sqlite3_column_text(prepared, 0);
    return value == nullptr ? std::string{} : reinterpret_cast<const char*>(value);
}

}  // namespace gatehouse::sql::sqlite
