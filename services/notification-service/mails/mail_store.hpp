#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "contracts/mail.hpp"
#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::notification {

using MailId = Id<struct MailTag>;

/// Where a mail is on its way.
///  queued   waits for its turn      sending  leased by a process
///  sent     the server took it      failed   given up: refused for good, or too late
///  limited  not sent: too many mails to this address       kept  there is no mail server: in the
///  mailbox
BOOST_DEFINE_ENUM_CLASS(MailStatus, queued, sending, sent, failed, limited, kept)

/// The text of an enumerator, as columns hold it.
[[nodiscard]] std::string_view text_of(MailStatus status);
[[nodiscard]] std::string_view text_of(contracts::MailKind kind);

/// One row of `mails`.
struct MailRow {
    MailId id;
    std::optional<UserId> user_id;
    std::string kind;
    std::string recipient;  ///< a MAC of the address: counts mails to it without holding it
    std::string content;    ///< sealed RenderedMail, bound to the id
    std::string status;
    std::int64_t attempts;
    Time next_attempt_at;
    Time lease_until;
    std::optional<std::string> last_error;
    Time created_at;
    std::optional<Time> sent_at;
    Time not_after;
};
BOOST_DESCRIBE_STRUCT(MailRow, (),
                      (id, user_id, kind, recipient, content, status, attempts, next_attempt_at,
                       lease_until, last_error, created_at, sent_at, not_after))

/// The tables `mails` and `languages`. Shared by all loops.
class MailStore {
public:
    explicit MailStore(sql::Database& database) : database_(database) {}

    Task<void> insert(sql::Session& session, const MailRow& mail);
    /// How many mails of these kinds were made out to `recipient` since `since` and not held back.
    Task<std::int64_t> count_recent(sql::Session& session, std::string_view recipient,
                                    contracts::MailKind kind, Time since);

    /// Leases one mail that is due, also one whose lease ran out: nobody else gets it before
    /// `lease_until`. Nothing when none is due.
    Task<std::optional<MailRow>> lease_one(Time now, Time lease_until);
    /// How a leased mail went on; false when the lease had passed to somebody else meanwhile.
    Task<bool> finish(MailId id, Time lease_until, MailStatus status, std::string_view error,
                      Time next_attempt_at, std::optional<Time> sent_at);

    Task<std::optional<MailRow>> find(MailId id);
    /// Newest first, all of them older than `before`.
    Task<std::vector<MailRow>> list(MailId before, std::int64_t limit);
    /// The number of mails that wait and the age of the oldest, for the metrics.
    struct Waiting {
        std::int64_t count;
        std::optional<Time> oldest;
    };
    Task<Waiting> waiting();

    Task<void> set_language(sql::Session& session, UserId user, std::string_view language,
                            Time chosen_at);
    Task<std::optional<std::string>> find_language(sql::Session& session, UserId user);

    /// Removes all that is held about a person.
    Task<void> erase_user(sql::Session& session, UserId user);
    /// Forgets who has no language, as of before `time`; a row of them only tells that an earlier
    /// choice does not count.
    Task<void> forget_no_language(Time time);
    /// Removes up to `limit` mails that ended before `time`; gives the number.
    Task<std::int64_t> remove_ended_before(Time time, std::int64_t limit);

private:
    sql::Database& database_;
};

BOOST_DESCRIBE_STRUCT(MailStore::Waiting, (), (count, oldest))

}  // namespace gatehouse::notification
