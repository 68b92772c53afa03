#include "services/notification-service/service.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "contracts/events.hpp"
#include "contracts/mail.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/http/router.hpp"
#include "platform/service/inbox.hpp"
#include "platform/service/page.hpp"
#include "platform/service/periodic.hpp"
#include "services/notification-service/admin/list_mails.hpp"
#include "services/notification-service/delivery/delivery.hpp"
#include "services/notification-service/delivery/smtp_mailer.hpp"
#include "services/notification-service/intake/intake.hpp"
#include "services/notification-service/mailbox/mailbox.hpp"
#include "services/notification-service/mails/mail_store.hpp"
#include "services/notification-service/migrations.hpp"

namespace gatehouse::notification {
namespace {

/// How often the queue is looked at when nothing was due.
constexpr Milliseconds kDeliverEvery{500};
/// For a machine so busy that noting what became of a mail takes long.
constexpr Milliseconds kSpareLease = std::chrono::seconds{30};
constexpr Milliseconds kUpkeepEvery = std::chrono::hours{1};
/// Rows removed at a time, so that the writer is never held for long.
constexpr std::int64_t kBatch = 500;
/// How long a processed event is remembered: far longer than it may be redelivered.
constexpr Milliseconds kRememberEvents = std::chrono::days{14};

SmtpMailer::Options mailer_options(const EmailSettings& email) {
    return {.url = email.smtp_url->exposed(),
            .from = email.from.value_or(""),
            .tls = email.smtp_tls,
            .ca_file = email.smtp_ca_file.value_or(""),
            .timeout = email.smtp_timeout};
}

std::unique_ptr<SmtpMailer> make_mailer(const EmailSettings& email) {
    if (!email.smtp_url) {
        return nullptr;
    }
    return std::make_unique<SmtpMailer>(mailer_options(email));
}

}  // namespace

std::string probe_mail_server(const EmailSettings& email, Milliseconds limit) {
    auto options = mailer_options(email);
    options.timeout = std::min(options.timeout, limit);
    return probe(options);
}

/// The wiring: each member gets what it needs from those above it.
struct NotificationService::Parts {
    Parts(const service::Environment& environment, const Settings& settings, std::string base_url,
          bool is_public);

    Task<void> deliver();
    Task<void> keep_up();

    const service::Environment env;
    const Milliseconds keep;

    crypto::Seal seal;
    MailStore mails;
    Rendering rendering;
    Intake intake;
    service::Inbox inbox;
    service::Cursors cursors;

    DeliveryCounters counters;
    std::unique_ptr<SmtpMailer> mailer;
    std::optional<Delivery> delivery;

    ReadMailbox read_mailbox;
    ListMails list_mails;

    service::Periodic delivering;
    service::Periodic upkeep;
    bool stopping = false;  // belongs to loop 0
};

NotificationService::Parts::Parts(const service::Environment& environment, const Settings& settings,
                                  std::string base_url, bool is_public)
    : env(environment),
      keep(settings.email.keep),
      seal(env.keys.key("mail"), env.random),
      mails(env.database),
      rendering(std::move(base_url)),
      intake(mails, rendering, seal, env.keys.mac_key("mail-recipient"), env.ids, env.clock,
             {.mails_per_address = settings.email.per_address_per_hour},
             settings.email.smtp_url.has_value()),
      inbox(std::string{kName}, env.clock, env.database),
      cursors(env.keys.mac_key("notification-cursor")),
      counters(env.metrics),
      mailer(make_mailer(settings.email)),
      read_mailbox(mails, seal, mailer == nullptr && !is_public),
      list_mails(mails, cursors),
      delivering(env.loops, "deliver mails", kDeliverEvery, [this] { return deliver(); }),
      upkeep(env.loops, "remove old mails", kUpkeepEvery, [this] { return keep_up(); }) {
    if (mailer) {
        // Handing over takes the time limit at most, saying goodbye after a failure once more.
        delivery.emplace(mails, *mailer, seal, env.clock, env.log, counters,
                         Delivery::Timing{.lease = 2 * settings.email.smtp_timeout + kSpareLease,
                                          .retry_after = settings.email.retry_after});
    }
}

Task<void> NotificationService::Parts::deliver() {
    while (!stopping && co_await delivery->send_one()) {
    }
}

Task<void> NotificationService::Parts::keep_up() {
    const Time now = env.clock.now();
    while (!stopping && co_await mails.remove_ended_before(now - keep, kBatch) == kBatch) {
    }
    co_await inbox.forget_before(now - kRememberEvents);
    co_await mails.forget_no_language(now - kRememberEvents);
}

NotificationService::NotificationService(const service::Environment& environment,
                                         const Settings& settings, std::string base_url,
                                         bool is_public)
    : parts_(std::make_unique<Parts>(environment, settings, std::move(base_url), is_public)) {
}

NotificationService::~NotificationService() = default;

std::span<const EmbeddedFile> NotificationService::migrations() {
    return kMigrations;
}

void NotificationService::add_routes(http::Router& router) {
    router.add(parts_->read_mailbox);
    router.add(parts_->list_mails);
}

void NotificationService::subscribe(events::EventBus& bus) {
    parts_->inbox.on<contracts::MailRequested>(
        bus, [this](sql::Transaction& transaction, const contracts::MailRequested& event) {
            return parts_->intake.mail_requested(transaction, event);
        });
    parts_->inbox.on<contracts::LanguageChosen>(
        bus, [this](sql::Transaction& transaction, const contracts::LanguageChosen& event) {
            return parts_->intake.language_chosen(transaction, event);
        });
    parts_->inbox.on<contracts::UserRegistered>(
        bus, [this](sql::Transaction& transaction, const contracts::UserRegistered& event) {
            return parts_->intake.user_registered(transaction, event);
        });
    parts_->inbox.on<contracts::UserErased>(
        bus, [this](sql::Transaction& transaction, const contracts::UserErased& event) {
            return parts_->intake.user_erased(transaction, event);
        });
}

Task<void> NotificationService::start() {
    if (parts_->delivery) {
        parts_->delivering.start(Milliseconds{0});
    } else {
        parts_->env.log.info(parts_->read_mailbox.is_open()
                                 ? "There is no mail server: this machine reads mails at /mailbox"
                                 : "There is no mail server: mails are kept, and nobody gets them");
    }
    parts_->upkeep.start(Milliseconds{0});
    co_return;
}

Task<void> NotificationService::stop() {
    parts_->stopping = true;
    if (parts_->delivery) {
        // The mail under way is given back to the queue rather than waited for.
        parts_->mailer->stop();
        co_await parts_->delivering.stop();
    }
    co_await parts_->upkeep.stop();
}

Task<bool> NotificationService::ready() {
    co_return co_await parts_->env.database.healthy();
}

}  // namespace gatehouse::notification
