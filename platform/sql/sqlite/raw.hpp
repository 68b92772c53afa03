#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <sqlite3.h>

namespace gatehouse::sql::sqlite {

struct CloseRaw {
    void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
};
/// A connection of SQLite's own, without the settings that `Connection` makes.
using RawHandle = std::unique_ptr<sqlite3, CloseRaw>;

/// Opens an existing file with `flags` of sqlite3_open_v2. Closing it leaves the log as it is.
/// Throws Unavailable.
RawHandle open_raw(const std::filesystem::path& file, int flags);

/// Runs `text`; gives the first column of the first row as text, or nothing. Throws Unavailable.
std::string first_value(sqlite3* database, const char* text);

}  // namespace gatehouse::sql::sqlite
