#include "services/auth-service/sign_up/sign_up.hpp"

#include <stdexcept>
#include <utility>

#include "platform/json/json.hpp"
#include "services/auth-service/one_time_tokens/sign_up_cookie.hpp"

namespace gatehouse::auth {

Task<http::Reply<SignUp::Answer>> SignUp::handle(SignUpRequest request, http::Context& context) {
    if (verification_ == Verification::required) {
        co_return co_await sign_up_unseen(request, context);
    }
    auto account = co_await registry_.prepare({request.email, request.password, request.name, {}},
                                              context.now(), context.deadline());
    if (!account) {
        counters_.registration_refused.add();
        co_return std::move(account.error());
    }

    const SessionRow session = opener_.begin(account->id, context);
    AuditEvent event = own_event(audit_action::kRegistered, account->id, context);
    event.session = session.id;
    event.subject = AuditSubject{.email = account->email};
    if (!co_await registry_.create(*account, &session, event, language_of(context))) {
        counters_.registration_refused.add();
        co_return problems::kEmailExists;
    }
    counters_.registered.add();
    co_return http::Success<Answer>{opener_.answer(*account, session, context), 201};
}

Task<http::Reply<SignUp::Answer>> SignUp::sign_up_unseen(const SignUpRequest& request,
                                                         http::Context& context) {
    auto account = co_await registry_.prepare_unseen(
        {request.email, request.password, request.name, {}}, context.now(), context.deadline());
    if (!account) {
        counters_.registration_refused.add();
        co_return std::move(account.error());
    }
    const PendingAccount pending{std::move(account->email), std::move(account->password),
                                 std::move(account->name)};
    const AuditOrigin origin = origin_of(context);
    const SignUpWanted event{seal_.seal(json::write(pending), SignUpWanted::kTopic),
                             language_of(context),
                             mark_browser(context, random_),
                             origin.ip,
                             origin.user_agent,
                             origin.request_id};
    co_await outbox_.add(database_, event);
    outbox_.nudge();
    co_return http::Success<Answer>{VerificationRequired{}, 202};
}

Task<void> SignUp::process(sql::Transaction& transaction, const SignUpWanted& event) {
    const auto text = seal_.open(event.sealed, SignUpWanted::kTopic);
    if (!text) throw std::runtime_error("a sign-up was sealed with another key");
    auto pending = json::read<PendingAccount>(*text);
    if (!pending) throw std::runtime_error("a sign-up does not read: " + pending.error().detail);
    if (const auto owner = co_await accounts_.find_by_email(transaction, pending->email)) {
        co_return co_await tell_owner(transaction, *owner, event);
    }
    if (const auto former =
            co_await accounts_.find_former(transaction, pending->email, clock_.now())) {
        co_return co_await mail_.tell_taken(transaction, *former, pending->email, event.language,
                                            clock_.now());
    }
    const Account account{.id = UserId{ids_.next()},
                          .email = std::move(pending->email),
                          .password = std::move(pending->password),
                          .name = std::move(pending->name),
                          .roles = {},
                          .status = std::string{Account::kActive},
                          .email_verified_at = std::nullopt,
                          .version = 1,
                          .created_at = clock_.now()};
    const AuditEvent audit{
        .action = audit_action::kRegistered,
        .at = account.created_at,
        .origin = {.ip = event.ip, .user_agent = event.user_agent, .request_id = event.request_id},
        .actor = account.id,
        .target = account.id,
        .subject = AuditSubject{.email = account.email}};
    co_await registry_.create_in(transaction, account, nullptr, audit, event.language,
                                 event.browser_hash);
    counters_.registered.add();
}

Task<void> SignUp::tell_owner(sql::Transaction& transaction, const Account& owner,
                              const SignUpWanted& event) {
    const Time now = clock_.now();
    if (owner.email_verified_at) {
        co_return co_await mail_.tell_taken(transaction, owner, owner.email, event.language, now);
    }
    if (!mail_.may_send(contracts::MailKind::verify_email, owner.email)) co_return;
    // Nobody has proven the address: whoever does may choose the password (see VerifyEmail), so
    // the mark of neither browser counts.
    const MintedToken token =
        co_await tokens_.mint(transaction, kVerifyEmail, owner.id, owner.email, {}, now);
    co_await mail_.request(transaction, contracts::MailKind::verify_email, owner, event.language,
                           now, {.token = &token});
}

}  // namespace gatehouse::auth
