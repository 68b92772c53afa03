#include "services/auth-service/accounts/account_eraser.hpp"

#include <utility>

#include "contracts/events.hpp"

namespace gatehouse::auth {
namespace {

constexpr SessionId kNone{Uuid{}};

}  // namespace

Task<std::vector<service::Revocation>> AccountEraser::erase_in(sql::Session& transaction,
                                                               AuditEvent event) {
    const UserId person = event.target.value();
    std::vector<service::Revocation> revocations = co_await ender_.end_all_in(
        transaction, person, kNone, event.at, end_reason::kAccountDeleted);
    co_await accounts_.remove(transaction, person);
    co_await AuditLog::forget(transaction, person);
    // The record of the erasure is not to hold again what was just erased.
    if (event.actor == person) {
        event.origin.ip.clear();
        event.origin.user_agent.clear();
    }
    event.subject.reset();
    co_await audit_.record(transaction, event);
    // What was still to be told of the person names them, and nobody needs it any more.
    co_await outbox_.forget(transaction, person.uuid());
    co_await outbox_.add(transaction, contracts::UserErased{person, event.at});
    co_return revocations;
}

Task<void> AccountEraser::finish(std::vector<service::Revocation> revocations) {
    outbox_.nudge();
    co_await ender_.apply(std::move(revocations));
}

}  // namespace gatehouse::auth
