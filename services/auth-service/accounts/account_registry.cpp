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
                                 Passwords& passwords, AuditLog& audit, OneTimeTokens& tokens,
                                 AccountMail& mail, IdSource& ids)
    : database_(database),
      accounts_(accounts),
      sessions_(sessions),
      outbox_(outbox),
      passwords_(passwords),
      audit_(audit),
      tokens_(tokens),
      mail_(mail),
      ids_(ids) {
}

Task<std::expected<Account, Problem>> AccountRegistry::prepare(AccountRequest request, Time now,
                                                               SteadyTime deadline) {
    // Looked up before hashing: a flood of taken addresses then costs no core for each.
    if (co_await accounts_.is_taken(request.email, now)) {
        co_return std::unexpected(Problem{problems::kEmailExists});
    }
    co_return co_await prepare_unseen(request, now, deadline);
}

Task<std::expected<Account, Problem>> AccountRegistry::prepare_unseen(AccountRequest request,
                                                                      Time now,
                                                                      SteadyTime deadline) {
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
                                   const AuditEvent& event, std::string_view language) {
    const bool created =
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<bool> {
            co_return co_await create_in(transaction, account, session, event, language, {});
        });
    // Whoever registers may read the profile next; a service that is away delays nobody for long.
    if (created) co_await outbox_.settle(kSettleLimit);
    co_return created;
}

Task<bool> AccountRegistry::create_in(sql::Transaction& transaction, const Account& account,
                                      const SessionRow* session, const AuditEvent& event,
                                      std::string_view language, std::string_view browser_hash) {
    if (!co_await accounts_.insert(transaction, account)) co_return false;
    if (session != nullptr) co_await sessions_.insert(transaction, *session);
    co_await audit_.record(transaction, event);
    contracts::UserRegistered registered{account.id, account.name, account.created_at};
    if (!language.empty()) registered.language = std::string{language};
    co_await outbox_.add(transaction, registered);
    if (!account.email_verified_at &&
        mail_.may_send(contracts::MailKind::verify_email, account.email)) {
        const MintedToken token = co_await tokens_.mint(
            transaction, kVerifyEmail, account.id, account.email, browser_hash, account.created_at);
        co_await mail_.request(transaction, contracts::MailKind::verify_email, account, language,
                               account.created_at, {.token = &token});
    }
    co_return true;
}

}  // namespace gatehouse::auth
