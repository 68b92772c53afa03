#include "platform/sql/open.hpp"

#include <stdexcept>

#include "platform/sql/migrations.hpp"
#include "platform/sql/postgres/database.hpp"
#include "platform/sql/postgres/migrate.hpp"
#include "platform/sql/sqlite/database.hpp"
#include "platform/sql/sqlite/migrate.hpp"

namespace gatehouse::sql {

bool is_sqlite(const OpenOptions& options) {
    if (options.url.starts_with("sqlite:")) {
        return true;
    }
    if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://")) {
        return false;
    }
    // Not the URL itself, which may hold a password.
    throw std::invalid_argument("a database URL begins with sqlite: or postgresql://");
}

std::unique_ptr<Database> open(const OpenOptions& options, async::Loops& loops) {
    if (is_sqlite(options)) {
        return std::make_unique<sqlite::SqliteDatabase>(options, loops);
    }
    return std::make_unique<postgres::PostgresDatabase>(options, loops);
}

std::size_t migrate(const OpenOptions& options, std::span<const Migration> migrations) {
    if (is_sqlite(options)) {
        return sqlite::migrate(options, plan_migrations(migrations, "sqlite"));
    }
    return postgres::migrate(options, plan_migrations(migrations, "postgres"));
}

}  // namespace gatehouse::sql
