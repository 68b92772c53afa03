#include "platform/sql/sqlite/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "platform/sql/errors.hpp"
#include "platform/sql/row.hpp"
#include "platform/sql/sqlite/text_chunks.hpp"

namespace gatehouse::sql::sqlite {
namespace {

using std::chrono::steady_clock;

constexpr int kCachePages = 2000;                  // 8 MiB for each connection
constexpr sqlite3_int64 kWalKeptBytes = 64 << 20;  // what is left of the log file once it is reset
constexpr int kProgressSteps = 2000;  // a few ten microseconds between looks at the clock
constexpr int kMaxValueBytes = 16 << 20;

/// Creates the file readable by its owner only; SQLite gives the log files the same mode.
void create_file(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        throw Unavailable(fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)));
    }
    ::close(fd);
}

/// The number n of a parameter `$n`; 0 for any other name.
std::size_t argument_number(const char* name) {
    std::size_t number = 0;
    if (name != nullptr && name[0] == '$') {
        const char* end = name + std::strlen(name);
        if (std::from_chars(name + 1, end, number).ptr != end) {
            return 0;
        }
    }
    return number;
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value, char* uuid_text) {
    struct Bind {
        sqlite3_stmt* statement;
        int index;
        char* uuid_text;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
        int operator()(bool value) const { return sqlite3_bind_int(statement, index, value); }
        int operator()(std::int64_t value) const {
            return sqlite3_bind_int64(statement, index, value);
        }
        int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
        int operator()(std::string_view text) const {
            // A null pointer would bind NULL instead of the empty text.
            return sqlite3_bind_text64(statement, index, text.data() == nullptr ? "" : text.data(),
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        int operator()(const Uuid& uuid) const {
            uuid.write_text(uuid_text);
            return sqlite3_bind_text(statement, index, uuid_text, 36, SQLITE_STATIC);
        }
        int operator()(Blob bytes) const {
            return bytes.empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                                 : sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(),
                                                       SQLITE_STATIC);
        }
    };
    return std::visit(Bind{statement, index, uuid_text}, value);
}

Cell read_cell(sqlite3_stmt* statement, int column, TextChunks& texts) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return Cell(std::int64_t{sqlite3_column_int64(statement, column)});
        case SQLITE_FLOAT:
            return Cell(sqlite3_column_double(statement, column));
        case SQLITE_TEXT: {
            const auto* text =
                reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return {Cell::Kind::text, texts.copy(text, size), size};
        }
        case SQLITE_BLOB: {
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return {Cell::Kind::blob, texts.copy(bytes, size), size};
        }
        default:
            return {};
    }
}

/// Ends a statement however its execution ends, so that no reader holds the log open.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() { sqlite3_reset(statement); }
};

void initialize_library() {
    static std::once_flag once;
    // Its memory statistics take a mutex of the whole process with every allocation.
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

void Connection::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}
void Connection::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Connection::Connection(const std::filesystem::path& file, Role role, Milliseconds statement_timeout,
                       Observer* observer)
    : statement_timeout_(statement_timeout), observer_(observer) {
    initialize_library();
    if (role == Role::writer) {
        create_file(file);
    }
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
        throw Unavailable(fmt::format("cannot open {}: {}", file.string(), sqlite3_errstr(code)));
    }
    configure(role, statement_timeout);
}

Connection::~Connection() = default;

void Connection::configure(Role role, Milliseconds statement_timeout) {
    sqlite3* database = database_.get();
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, static_cast<int>(statement_timeout.count()));
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    // While another connection enters or leaves WAL mode, SQLite does not wait as told above but
    // answers "busy" at once; the script below reports what lasts.
    const auto enough = steady_clock::now() + statement_timeout;
    while ((sqlite3_exec(database, "PRAGMA journal_mode = WAL;", nullptr, nullptr, nullptr) &
            0xFF) == SQLITE_BUSY &&
           steady_clock::now() < enough) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    // The log is copied into the file by the writer alone: besides being out of the way of
    // commits, checkpoints of two connections at once are what SQLite had its worst races in.
    run_script(
        fmt::format("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                    "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;"
                    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                    "PRAGMA mmap_size = 0; PRAGMA cache_size = {};"
                    "PRAGMA journal_size_limit = {};",
                    kCachePages, kWalKeptBytes));
    if (role == Role::reader) {
        sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        run_script("PRAGMA query_only = ON;");
    } else {
        sqlite3_wal_hook(
            database,
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<Connection*>(self)->wal_pages_ = pages;
                return SQLITE_OK;
            },
            this);
    }
    sqlite3_progress_handler(database, kProgressSteps, &Connection::over_time, this);
}

int Connection::over_time(void* self) noexcept {
    return steady_clock::now() >= static_cast<Connection*>(self)->deadline_ ? 1 : 0;
}

void Connection::fail(std::string_view what, int code) {
    const std::string message = fmt::format("{}: {}", what, sqlite3_errmsg(database_.get()));
    ran_out_of_time_ = (code & 0xFF) == SQLITE_INTERRUPT;
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT:
            throw ConstraintFailed(message);
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_CANTOPEN:
            broken_ = true;
            throw Unavailable(message);
        case SQLITE_INTERRUPT:
            throw Unavailable(
                fmt::format("{}: took longer than {} ms", what, statement_timeout_.count()));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_READONLY:
        case SQLITE_PROTOCOL:
            throw Unavailable(message);
        default:
            throw StatementFailed(message);
    }
}

Connection::Prepared& Connection::prepare(const Query& query) {
    if (const auto found = prepared_.find(query.name); found != prepared_.end()) {
        Prepared& prepared = found->second;
        if (prepared.text.data() != query.text.data() && prepared.text != query.text) {
            throw StatementFailed(fmt::format("two statements are named {}", query.name));
        }
        return prepared;
    }
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(database_.get(), query.text.data(), static_cast<int>(query.text.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    Prepared prepared{
        std::unique_ptr<sqlite3_stmt, Finalize>(statement), query.text, {}, 0, nullptr};
    if (code != SQLITE_OK) {
        fail(query.name, code);
    }
    const std::string_view left(
        rest, static_cast<std::size_t>(query.text.data() + query.text.size() - rest));
    if (statement == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        throw StatementFailed(fmt::format("{}: not one statement", query.name));
    }
    // SQLite numbers parameters by first appearance, so each is bound by its name.
    for (int index = 1; index <= sqlite3_bind_parameter_count(statement); ++index) {
        const std::size_t number = argument_number(sqlite3_bind_parameter_name(statement, index));
        if (number == 0) {
            throw StatementFailed(fmt::format("{}: parameters are $1, $2, ...", query.name));
        }
        prepared.arguments.push_back(number - 1);
        prepared.argument_count = std::max(prepared.argument_count, number);
    }
    if (observer_ != nullptr) {
        prepared.meter = &observer_->meter("sqlite", query.name);
    }
    return prepared_.emplace(query.name, std::move(prepared)).first->second;
}

void Connection::bind(const Query& query, Prepared& prepared, Params params) {
    if (params.size() != prepared.argument_count) {
        throw StatementFailed(fmt::format("{}: {} arguments for {} parameters", query.name,
                                          params.size(), prepared.argument_count));
    }
    refuse_nul(query, params);
    uuid_texts_.resize(prepared.arguments.size());
    int index = 0;
    for (const std::size_t argument : prepared.arguments) {
        auto& uuid_text = uuid_texts_[static_cast<std::size_t>(index)];
        ++index;
        const int code =
            bind_value(prepared.statement.get(), index, params[argument], uuid_text.data());
        if (code != SQLITE_OK) {
            fail(query.name, code);
        }
    }
}

Result Connection::step(const Query& query, sqlite3_stmt* statement) {
    const Reset reset{statement};
    const int columns = sqlite3_column_count(statement);
    const bool reads = sqlite3_stmt_readonly(statement) != 0;
    Result::Cells cells;
    TextChunks texts;
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) {
            break;
        }
        if (code != SQLITE_ROW) {
            fail(query.name, code);
        }
        for (int column = 0; column < columns; ++column) {
            cells.push_back(read_cell(statement, column, texts));
        }
    }
    const std::int64_t changed = reads ? 0 : sqlite3_changes64(database_.get());
    return {static_cast<std::size_t>(columns), std::move(cells), texts.release(), changed};
}

Result Connection::run(const Query& query, Params params) {
    const auto start = steady_clock::now();
    Prepared& prepared = prepare(query);
    deadline_ = start + statement_timeout_;
    bool succeeded = false;
    struct Measure {
        Connection& connection;
        StatementMeter* meter;
        SteadyTime start;
        const bool& succeeded;
        ~Measure() {
            connection.deadline_ = SteadyTime::max();
            if (meter != nullptr) {
                meter->record(steady_clock::now() - start, succeeded);
            }
        }
    };
    const Measure measure{*this, prepared.meter, start, succeeded};
    bind(query, prepared, params);
    Result result = step(query, prepared.statement.get());
    succeeded = true;
    return result;
}

void Connection::run_script(const std::string& text) {
    const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(sqlite3_db_filename(database_.get(), "main"), code);
    }
}

bool Connection::in_transaction() const noexcept {
    return sqlite3_get_autocommit(database_.get()) == 0;
}

bool Connection::checkpoint(bool restart) noexcept {
    const int code = sqlite3_wal_checkpoint_v2(
        database_.get(), nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
        nullptr, nullptr);
    if ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CORRUPT) {
        broken_ = true;
        return false;
    }
    return true;
}

}  // namespace gatehouse::sql::sqlite
