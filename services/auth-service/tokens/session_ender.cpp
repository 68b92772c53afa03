#include "services/auth-service/tokens/session_ender.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace gatehouse::auth {
namespace {

// How far the clock may jump ahead and back, or those of two processes differ, before a token
// outlives its revocation.
constexpr Milliseconds kClockTolerance = std::chrono::minutes{65};

constexpr SessionId kNone{Uuid{}};

/// What one sign-in ends or forgets at most, where there were more before there was a limit.
constexpr std::int64_t kAtOnce = 500;
/// Sessions of an account that are kept, live or not: more than anybody looks at.
constexpr std::int64_t kKept = 200;

}  // namespace

SessionEnder::SessionEnder(sql::Database& database, SessionStore& sessions, RevocationStore& store,
                           service::Revocations& revocations, AuditLog& audit,
                           Milliseconds access_ttl, const Counters& counters)
    : database_(database),
      sessions_(sessions),
      store_(store),
      revocations_(revocations),
      audit_(audit),
      access_ttl_(access_ttl),
      counters_(counters) {
}

service::Revocation SessionEnder::revocation_of(SessionId session, Time now) const {
    return {session, service::Revocation::kEnded, now + access_ttl_ + kClockTolerance};
}

Task<bool> SessionEnder::end(SessionId session, std::string_view reason, const AuditEvent& event) {
    const service::Revocation revocation = revocation_of(session, event.at);
    const bool ended =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            if (!co_await sessions_.end(transaction, session, event.at, reason)) co_return false;
            co_await store_.insert(transaction, revocation, event.at);
            co_await audit_.record(transaction, event);
            co_return true;
        });
    if (ended) co_await apply({revocation});
    co_return ended;
}

Task<std::size_t> SessionEnder::end_all(UserId user, std::string_view reason,
                                        const AuditEvent& event) {
    co_return co_await end_others(user, kNone, reason, event);
}

Task<std::size_t> SessionEnder::end_others(UserId user, SessionId kept, std::string_view reason,
                                           const AuditEvent& event) {
    std::vector<service::Revocation> ended = co_await database_.transact(
        [&](sql::Transaction& transaction) -> Task<std::vector<service::Revocation>> {
            auto revocations = co_await end_all_in(transaction, user, kept, event.at, reason);
            AuditEvent counted = event;
            counted.changes.push_back({"sessions", std::to_string(revocations.size()), "0"});
            co_await audit_.record(transaction, counted);
            co_return revocations;
        });
    const std::size_t count = ended.size();
    co_await apply(std::move(ended));
    co_return count;
}

Task<std::vector<service::Revocation>> SessionEnder::end_all_in(sql::Session& transaction,
                                                                UserId user, SessionId kept,
                                                                Time now, std::string_view reason) {
    co_return co_await revoke(
        transaction, co_await sessions_.end_all(transaction, user, kept, now, reason), now);
}

Task<std::vector<service::Revocation>> SessionEnder::make_room_in(sql::Transaction& transaction,
                                                                  UserId user, AuditEvent event) {
    co_await sessions_.forget_ended(transaction, user, kKept, kAtOnce);
    const std::vector<SessionId> ended = co_await sessions_.end_longest_unused(
        transaction, user, kMostLive - 1, event.at, end_reason::kSessionLimit, kAtOnce);
    if (ended.empty()) co_return std::vector<service::Revocation>{};
    event.reason = std::string{end_reason::kSessionLimit};
    if (ended.size() == 1) {
        event.session = ended.front();
    } else {
        event.changes.push_back({"sessions", std::to_string(ended.size()), "0"});
    }
    co_await audit_.record(transaction, event);
    co_return co_await revoke(transaction, ended, event.at);
}

Task<std::vector<service::Revocation>> SessionEnder::revoke(sql::Session& transaction,
                                                            const std::vector<SessionId>& sessions,
                                                            Time now) {
    std::vector<service::Revocation> revocations;
    revocations.reserve(sessions.size());
    for (const SessionId session : sessions) {
        revocations.push_back(revocation_of(session, now));
    }
    co_await store_.insert_all(transaction, revocations, now);
    co_return revocations;
}

Task<std::vector<service::Revocation>> SessionEnder::outdate_in(sql::Session& transaction,
                                                                UserId user, std::int64_t version,
                                                                Time now) {
    std::vector<service::Revocation> revocations;
    for (const SessionId session : co_await sessions_.list_live_ids(transaction, user, now)) {
        service::Revocation revocation = revocation_of(session, now);
        revocation.minimum_version = version;
        revocations.push_back(revocation);
    }
    co_await store_.insert_all(transaction, revocations, now);
    co_return revocations;
}

Task<void> SessionEnder::apply(std::vector<service::Revocation> revocations) {
    if (revocations.empty()) co_return;
    counters_.sessions_ended.add(static_cast<std::uint64_t>(std::ranges::count(
        revocations, service::Revocation::kEnded, &service::Revocation::minimum_version)));
    co_await revocations_.apply(std::move(revocations));
}

}  // namespace gatehouse::auth
