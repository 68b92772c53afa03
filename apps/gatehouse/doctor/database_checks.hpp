#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "apps/gatehouse/doctor/finding.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/maintenance.hpp"

namespace gatehouse::doctor {

/// What checks of a service's database go by.
struct DatabaseFacts {
    std::string name;  ///< `auth`
    bool embedded = true;
    bool present = true;
    bool empty = false;         ///< without any table
    bool vanished = false;      ///< not present, but it was in use here
    std::size_t applied = 0;    ///< migrations
    std::size_t known = 0;      ///< to this version
    std::string wrong_keys{};   ///< why the keys are not its own; empty: they are
    std::size_t connections{};  ///< what one process opens in all, to a server
    sql::Condition condition{};
};

/// Whether the database can be used by this version, keeps what is committed, and is sound.
[[nodiscard]] Finding check_database(const DatabaseFacts& facts);
/// How far the clock of a server is from this machine's.
[[nodiscard]] Finding check_database_clock(const sql::Condition& condition, Time now);

}  // namespace gatehouse::doctor
