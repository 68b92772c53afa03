#include "services/auth-service/accounts/account_registry.hpp"

#include <utility>

#include "contracts/events.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {
namespace {

constexpr Milliseconds kSettleLimit{200};

}  // namespace

AccountRegistry::AccountRegistry(sql::Database& database, AccountStore& accounts,
                                 SessionStore& sessions, service::Outbox& outbox,
                                 Passwords& passwords, AuditLog& audit, IdSource& ids)
    : database_(database),
      accounts_(accounts),
      sessions_(sessions),
      outbox_(outbox),
      passwords_(passwords),
      audit_(audit),
      ids_(ids) {
}

Task<std::expected<Account, Problem>> AccountRegistry::prepare(AccountRequest request, Time now,
                                                               SteadyTime deadline) {
    // Looked up before hashing: a flood of taken addresses then costs no core for each.
    if (co_await accounts_.find_by_email(request.email)) {
        co_return std::unexpected(Problem{problems::kEmailExists});
    }
    auto hash = co_await passwords_.hash_new(request.password, request.email.text(),
                                             request.name.text(), deadline);
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    co_return Account{.id = UserId{ids_.next()},
                      .email = std::string{request.email.text()},
                      .password = std::move(*hash),
                      .name = std::string{request.name.text()},
                      .roles = std::string{request.roles},
                      .status = std::string{Account::kActive},
                      .email_verified_at = std::nullopt,
                      .version = 1,
                      .created_at = now};
}

Task<bool> AccountRegistry::create(const Account& account, const SessionRow* session,
                                   const AuditEvent& event) {
    const bool created =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            if (!co_await accounts_.insert(transaction, account)) co_return false;
            if (session != nullptr) co_await sessions_.insert(transaction, *session);
            co_await audit_.record(transaction, event);
            co_await outbox_.add(transaction, contracts::UserRegistered{account.id, account.name,
                                                                        account.created_at});
            co_return true;
        });
    // Whoever registers may read the profile next; a service that is away delays nobody for long.
    if (created) co_await outbox_.settle(kSettleLimit);
    co_return created;
}

}  // namespace gatehouse::auth
