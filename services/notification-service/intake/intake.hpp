#pragma once

#include <cstdint>
#include <string_view>

#include "contracts/events.hpp"
#include "contracts/mail.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/sql/database.hpp"
#include "services/notification-service/intake/rendering.hpp"
#include "services/notification-service/mails/mail_store.hpp"

namespace gatehouse::notification {

/// Turns what other services ask for into mails: opens, limits per address, renders, seals again
/// and queues. Its handlers are bodies of the inbox's transactions. Shared by all loops.
class Intake {
public:
    struct Limits {
        std::int64_t mails_per_address = 3;  ///< of one kind within the window (BF-08)
        Milliseconds window = std::chrono::hours(1);
        std::int64_t sign_ins_per_day = 5;  ///< mails that tell of one
    };

    /// `has_server`: mails go to a mail server; otherwise they are kept for the mailbox.
    Intake(MailStore& mails, const Rendering& rendering, const crypto::Seal& seal,
           crypto::Mac recipient_mac, IdSource& ids, const Clock& clock, Limits limits,
           bool has_server);

    Task<void> mail_requested(sql::Transaction& transaction, const contracts::MailRequested& event);
    Task<void> language_chosen(sql::Transaction& transaction,
                               const contracts::LanguageChosen& event);
    /// The language of the browser that registered is that of the first mails, until the person
    /// chooses one. Without it a stranger's browser would decide, whose sign-in a mail tells of.
    Task<void> user_registered(sql::Transaction& transaction,
                               const contracts::UserRegistered& event);
    Task<void> user_erased(sql::Transaction& transaction, const contracts::UserErased& event);

private:
    Task<bool> is_within_limit(sql::Transaction& transaction, std::string_view recipient,
                               contracts::MailKind kind, Time now);

    MailStore& mails_;
    const Rendering& rendering_;
    const crypto::Seal& seal_;
    crypto::Mac recipient_mac_;
    IdSource& ids_;
    const Clock& clock_;
    Limits limits_;
    bool has_server_;
};

}  // namespace gatehouse::notification
