#include "services/auth-service/one_time_tokens/sign_in_notices.hpp"

#include "services/auth-service/one_time_tokens/device_likeness.hpp"

namespace gatehouse::auth {
namespace {

/// Sessions looked at, newest first: more than people have devices.
constexpr std::int64_t kLookedAt = 100;

/// Of these nobody knows that they were the owner's: the owner, an administrator or the server
/// ended them because they may not have been.
bool thrown_out(const PastSession& session) {
    return session.end_reason == end_reason::kEndedByUser ||
           session.end_reason == end_reason::kEndedByAdmin ||
           session.end_reason == end_reason::kTokenReused ||
           session.end_reason == end_reason::kTokenForged;
}

/// These ended with the password, perhaps because of whoever had them: being like one of them says
/// nothing. A device cookie does, as it is of the password that came after.
bool of_another_password(const PastSession& session) {
    return session.end_reason == end_reason::kPasswordChanged ||
           session.end_reason == end_reason::kPasswordReset ||
           session.end_reason == end_reason::kAddressProven ||
           session.end_reason == end_reason::kEmailChangeUndone;
}

}  // namespace

Task<bool> SignInNotices::is_due(sql::Session& transaction, const SessionRow& session,
                                 bool known_device) {
    const auto past = co_await sessions_.list_past(transaction, session.user_id, kLookedAt);
    if (past.empty()) {
        // Nothing to compare with: a mail only if there ever was something.
        co_return !known_device && co_await accounts_.has_signed_in(transaction, session.user_id);
    }
    const SessionOrigin origin{session.ip, session.user_agent};
    bool trusted = false;
    bool refused = false;
    for (const PastSession& earlier : past) {
        if (of_another_password(earlier) || !alike(origin, {earlier.ip, earlier.user_agent})) {
            continue;
        }
        (thrown_out(earlier) ? refused : trusted) = true;
    }
    co_return !trusted && (refused || !known_device);
}

Task<void> SignInNotices::request(sql::Session& transaction, const Account& account,
                                  const SessionRow& session, std::string_view language) {
    co_await mail_.request(transaction, contracts::MailKind::new_sign_in, account, language,
                           session.created_at,
                           {.ip = session.ip, .user_agent = session.user_agent});
}

}  // namespace gatehouse::auth
