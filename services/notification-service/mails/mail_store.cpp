#include "services/notification-service/mails/mail_store.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace gatehouse::notification {
namespace {

constexpr sql::Query kInsertMail{"insert_mail", R"sql(
    INSERT INTO mails (id, user_id, kind, recipient, content, status, attempts, next_attempt_at,
                       lease_until, last_error, created_at, sent_at, not_after)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))sql"};

constexpr sql::Query kCountRecentMails{"count_recent_mails", R"sql(
    SELECT count(*) FROM mails
    WHERE recipient = $1 AND kind = $2 AND created_at > $3 AND status <> 'limited')sql"};

// The outer condition is looked at again after waiting for a row that another process took.
constexpr sql::Query kLeaseMail{"lease_mail", R"sql(
    UPDATE mails SET status = 'sending', lease_until = $1, attempts = attempts + 1
    WHERE id = (SELECT id FROM mails
                WHERE status IN ('queued', 'sending') AND next_attempt_at <= $2 AND lease_until <= $2
                ORDER BY next_attempt_at LIMIT 1)
      AND status IN ('queued', 'sending') AND lease_until <= $2
    RETURNING id, user_id, kind, recipient, content, status, attempts, next_attempt_at, lease_until,
              last_error, created_at, sent_at, not_after)sql"};

// What a mail says is kept for as long as it may have to be sent, and no longer.
constexpr sql::Query kFinishMail{"finish_mail", R"sql(
    UPDATE mails SET status = $1, last_error = $2, next_attempt_at = $3, sent_at = $4, lease_until = 0,
        content = CASE WHEN $1 IN ('sent', 'failed') THEN '' ELSE content END
    WHERE id = $5 AND status = 'sending' AND lease_until = $6)sql"};

constexpr sql::Query kFindMail{"find_mail", R"sql(
    SELECT id, user_id, kind, recipient, content, status, attempts, next_attempt_at, lease_until,
           last_error, created_at, sent_at, not_after
    FROM mails WHERE id = $1)sql"};

constexpr sql::Query kListMails{"list_mails", R"sql(
    SELECT id, user_id, kind, recipient, content, status, attempts, next_attempt_at, lease_until,
           last_error, created_at, sent_at, not_after
    FROM mails WHERE id < $1 ORDER BY id DESC LIMIT $2)sql"};

constexpr sql::Query kWaitingMails{"waiting_mails", R"sql(
    SELECT count(*), min(created_at) FROM mails WHERE status IN ('queued', 'sending'))sql"};

constexpr sql::Query kSetLanguage{"set_language", R"sql(
    INSERT INTO languages (user_id, language, chosen_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, chosen_at = excluded.chosen_at
    WHERE languages.chosen_at < excluded.chosen_at)sql"};

constexpr sql::Query kFindLanguage{"find_language", R"sql(
    SELECT language FROM languages WHERE user_id = $1)sql"};

constexpr sql::Query kEraseMails{"erase_mails_of_user", R"sql(
    DELETE FROM mails WHERE user_id = $1)sql"};

constexpr sql::Query kEraseLanguage{"erase_language_of_user", R"sql(
    DELETE FROM languages WHERE user_id = $1)sql"};

constexpr sql::Query kForgetNoLanguage{"forget_no_language", R"sql(
    DELETE FROM languages WHERE language = '' AND chosen_at < $1)sql"};

constexpr sql::Query kRemoveEndedMails{"remove_ended_mails", R"sql(
    DELETE FROM mails WHERE id IN (
        SELECT id FROM mails
        WHERE created_at < $1 AND status NOT IN ('queued', 'sending') LIMIT $2))sql"};

}  // namespace

std::string_view text_of(MailStatus status) {
    return boost::describe::enum_to_string(status, "unknown");
}

std::string_view text_of(contracts::MailKind kind) {
    return boost::describe::enum_to_string(kind, "unknown");
}

Task<void> MailStore::insert(sql::Session& session, const MailRow& mail) {
    co_await session.execute(kInsertMail, mail.id, mail.user_id, mail.kind, mail.recipient,
                             mail.content, mail.status, mail.attempts, mail.next_attempt_at,
                             mail.lease_until, mail.last_error, mail.created_at, mail.sent_at,
                             mail.not_after);
}

Task<std::int64_t> MailStore::count_recent(sql::Session& session, std::string_view recipient,
                                           contracts::MailKind kind, Time since) {
    co_return co_await session.one<std::int64_t>(kCountRecentMails, recipient, text_of(kind),
                                                 since);
}

Task<std::optional<MailRow>> MailStore::lease_one(Time now, Time lease_until) {
    co_return co_await database_.maybe<MailRow>(kLeaseMail, lease_until, now);
}

Task<bool> MailStore::finish(MailId id, Time lease_until, MailStatus status, std::string_view error,
                             Time next_attempt_at, std::optional<Time> sent_at) {
    const std::optional<std::string_view> shown =
        error.empty() ? std::nullopt : std::optional(error);
    co_return co_await database_.execute(kFinishMail, text_of(status), shown, next_attempt_at,
                                         sent_at, id, lease_until) == 1;
}

Task<std::optional<MailRow>> MailStore::find(MailId id) {
    co_return co_await database_.maybe<MailRow>(kFindMail, id);
}

Task<std::vector<MailRow>> MailStore::list(MailId before, std::int64_t limit) {
    co_return co_await database_.all<MailRow>(kListMails, before, limit);
}

Task<MailStore::Waiting> MailStore::waiting() {
    co_return co_await database_.one<Waiting>(kWaitingMails);
}

Task<void> MailStore::set_language(sql::Session& session, UserId user, std::string_view language,
                                   Time chosen_at) {
    co_await session.execute(kSetLanguage, user, language, chosen_at);
}

Task<std::optional<std::string>> MailStore::find_language(sql::Session& session, UserId user) {
    co_return co_await session.maybe<std::string>(kFindLanguage, user);
}

Task<void> MailStore::erase_user(sql::Session& session, UserId user) {
    co_await session.execute(kEraseMails, user);
    co_await session.execute(kEraseLanguage, user);
}

Task<void> MailStore::forget_no_language(Time time) {
    co_await database_.execute(kForgetNoLanguage, time);
}

Task<std::int64_t> MailStore::remove_ended_before(Time time, std::int64_t limit) {
    co_return co_await database_.execute(kRemoveEndedMails, time, limit);
}

}  // namespace gatehouse::notification
