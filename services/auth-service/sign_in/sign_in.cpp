#include "services/auth-service/sign_in/sign_in.hpp"

#include <optional>
#include <string>
#include <utility>

namespace gatehouse::auth {

Task<http::Reply<SessionAnswer>> SignIn::handle(SignInRequest request, http::Context& context) {
    const std::optional<Account> account = co_await accounts_.find_by_email(request.email);
    std::optional<std::string> stored;
    if (account) stored = account->password;
    auto check = co_await passwords_.check(request.password, std::move(stored), context.deadline());
    if (!check) {
        counters_.sign_in_overloaded.add();
        co_return std::move(check.error());
    }
    if (!check->right || !account->active()) {
        count_refusal(account, check->right);
        co_return problems::kInvalidCredentials;
    }

    if (check->fresh_hash) {
        co_await accounts_.rehash(account->id, account->password, *check->fresh_hash);
    }
    const SessionRow session = opener_.begin(account->id, context);
    co_await sessions_.insert(database_, session);
    counters_.signed_in.add();
    co_return opener_.answer(*account, session, context);
}

void SignIn::count_refusal(const std::optional<Account>& account, bool right) const {
    if (!account) {
        counters_.unknown_account.add();
    } else if (!right) {
        counters_.wrong_password.add();
    } else {
        counters_.account_disabled.add();
    }
}

}  // namespace gatehouse::auth
