#include "apps/gatehouse/doctor/database_checks.hpp"

#include <chrono>

#include <fmt/format.h>

namespace gatehouse::doctor {
namespace {

constexpr Milliseconds kFarOff = std::chrono::seconds{30};
constexpr Milliseconds kOff = std::chrono::seconds{2};
constexpr std::string_view kFull = "2";  // PRAGMA synchronous

std::string value_of(const sql::Condition& condition, std::string_view name) {
    const auto found = condition.find(name);
    return found == condition.end() ? std::string{} : found->second;
}

Finding check_file(const std::string& check, const sql::Condition& condition) {
    if (const auto damage = value_of(condition, "damage"); damage != "ok") {
        return error(check, "is damaged: " + damage,
                     "stop the server, keep the files, and restore the last backup elsewhere");
    }
    const auto journal = value_of(condition, "journal_mode");
    const auto synchronous = value_of(condition, "synchronous");
    if (journal != "wal" || synchronous != kFull) {
        return error(check,
                     fmt::format("journal mode {} and synchronous {} instead of wal and {}",
                                 journal, synchronous, kFull),
                     "put data.dir on a local disk: its file system cannot do what a write-ahead "
                     "log needs");
    }
    return ok(check, "sound; every commit is flushed to the disk");
}

Finding check_link(const std::string& check, const sql::Condition& condition) {
    const auto host = value_of(condition, "host");
    const auto mode = value_of(condition, "sslmode");
    if (value_of(condition, "remote") != "true") {
        return ok(check, "on this machine; commits are durable");
    }
    if (value_of(condition, "encrypted") != "true") {
        return error(check, "the connection to " + host + " is not encrypted",
                     "add ?sslmode=verify-full&sslrootcert=FILE to database.url");
    }
    if (mode != "verify-full") {
        return warning(
            check,
            fmt::format("the connection to {} is encrypted, but the server's certificate "
                        "is not checked (sslmode {})",
                        host, mode.empty() ? "prefer" : mode),
            "add sslmode=verify-full&sslrootcert=FILE to database.url");
    }
    return ok(check, "at " + host + ", over verified TLS; commits are durable");
}

Finding check_server(const DatabaseFacts& facts, const std::string& check) {
    const auto& condition = facts.condition;
    for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"}) {
        if (value_of(condition, setting) == "off") {
            return error(
                check,
                fmt::format("PostgreSQL's {} is off: a crash loses what was answered", setting),
                fmt::format("set {} = on in postgresql.conf, and for the role", setting));
        }
    }
    if (value_of(condition, "in_recovery") == "true") {
        return error(check, "is a standby, which takes no changes",
                     "name the primary in database.url");
    }
    if (value_of(condition, "may_create") == "false") {
        return error(check, "the role may not make tables, so migrations fail",
                     "GRANT CREATE ON SCHEMA public TO the role, or make it the database's owner");
    }
    Finding link = check_link(check, condition);
    if (link.verdict != Verdict::ok) return link;
    const auto most = std::stoul(value_of(condition, "max_connections"));
    if (facts.connections > most) {
        return warning(check,
                       fmt::format("a process opens up to {} connections, the server takes {}",
                                   facts.connections, most),
                       "lower database.write_connections or raise max_connections");
    }
    if (value_of(condition, "superuser") == "true") {
        return warning(check, link.found + "; the role is a superuser",
                       "give the program a role of its own that owns its databases only");
    }
    return link;
}

}  // namespace

Finding check_database(const DatabaseFacts& facts) {
    const std::string check = "database " + facts.name;
    if (!facts.present && !facts.empty) {
        return error(check, "has tables, but none of this program's migrations were applied to it",
                     "name a database of its own in database.url, or restore a backup");
    }
    if (facts.vanished) {
        return error(check, "is gone, but it was in use here: nothing starts without it",
                     "put its file back, or restore a backup");
    }
    if (!facts.present) {
        return ok(check, "is not there yet; the first start makes it");
    }
    if (!facts.wrong_keys.empty()) {
        return error(check, "its keys are not those in place: " + facts.wrong_keys,
                     "put the keys of this installation back; nothing starts without them");
    }
    if (facts.applied > facts.known) {
        return error(check,
                     fmt::format("was changed by a newer version ({} migrations, {} known)",
                                 facts.applied, facts.known),
                     "run that version");
    }
    Finding condition =
        facts.embedded ? check_file(check, facts.condition) : check_server(facts, check);
    if (condition.verdict != Verdict::error && facts.applied < facts.known) {
        return warning(check, fmt::format("{} migrations are pending", facts.known - facts.applied),
                       "gatehouse backup, then gatehouse migrate; the next start does it too");
    }
    return condition;
}

Finding check_database_clock(const sql::Condition& condition, Time now) {
    constexpr std::string_view kCheck = "database clock";
    const auto off = time_from_unix_ms(std::stoll(value_of(condition, "now_ms"))) - now;
    const auto found = fmt::format("{} ms {} this machine's", std::abs(off.count()),
                                   off.count() < 0 ? "behind" : "ahead of");
    constexpr const char* kAdvice = "let NTP keep both clocks";
    if (std::chrono::abs(off) > kFarOff) return error(kCheck, found, kAdvice);
    if (std::chrono::abs(off) > kOff) return warning(kCheck, found, kAdvice);
    return ok(kCheck, found);
}

}  // namespace gatehouse::doctor
