#include "services/notification-service/service.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "contracts/events.hpp"
#include "contracts/mail.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/json/json.hpp"
#include "platform/testing/service_harness.hpp"
#include "services/notification-service/admin/list_mails.hpp"
#include "services/notification-service/delivery/delivery.hpp"
#include "services/notification-service/mailbox/mailbox.hpp"
#include "services/notification-service/mails/mail_store.hpp"
#include "services/notification-service/mails/rendered_mail.hpp"

namespace gatehouse::notification {
namespace {

using contracts::MailKind;
using namespace std::chrono_literals;

/// A mail server that does what the test tells it.
class ScriptedMailer final : public Mailer {
public:
    Task<Handover> hand_over(OutgoingMail mail) override {
        sent.push_back(std::move(mail));
        if (script.empty()) {
            co_return Handover{Handover::Outcome::sent, {}};
        }
        Handover next = script.front();
        script.pop_front();
        co_return next;
    }
    void stop() override {}

    std::vector<OutgoingMail> sent;
    std::deque<Handover> script;
};

const std::vector<sql::Migration> kFiles = [] {
    std::vector<sql::Migration> files;
    for (const EmbeddedFile& file : NotificationService::migrations()) {
        files.push_back({file.name, file.text});
    }
    return files;
}();

class NotificationTest : public ::testing::TestWithParam<gatehouse::testing::Backend> {
protected:
    void use_mail_server() {
        settings_.email.smtp_url = *config::SmtpUrl::parse("smtp://127.0.0.1:9");
        settings_.email.from = "Gatehouse <no-reply@example.com>";
    }

    gatehouse::testing::ServiceHarness& house() {
        if (!house_) {
            house_ = std::make_unique<gatehouse::testing::ServiceHarness>(
                GetParam(), "notification", kFiles,
                [this](service::Environment& environment) -> std::unique_ptr<service::Service> {
                    return std::make_unique<NotificationService>(
                        environment, settings_, "https://id.example.com", is_public_);
                });
            house_->client().set_peer("127.0.0.1");
        }
        return *house_;
    }

    contracts::MailRequested request(MailKind kind, std::string to, std::string language = "",
                                     std::optional<UserId> user = std::nullopt) {
        auto& environment = house().environment();
        const crypto::Seal seal(environment.keys.key("mail"), environment.random);
        const contracts::MailContent content{.to = std::move(to),
                                             .name = "Ada",
                                             .token = "TOKEN",
                                             .code = "123456",
                                             .new_email = std::nullopt,
                                             .ip = std::nullopt,
                                             .user_agent = std::nullopt,
                                             .occurred_at = house().clock().now()};
        return {.kind = kind,
                .user_id = user,
                .language = std::move(language),
                .sealed = seal.seal(json::write(content), contracts::MailRequested::kTopic),
                .not_after = house().clock().now() + 24h};
    }

    std::vector<MailboxMail> mailbox() {
        const auto response = house().client().get("/api/v1/notifications/mailbox");
        EXPECT_EQ(response.status, 200) << response.body;
        return response.as<MailboxAnswer>().data;
    }

    /// The service's own delivery works against a closed port; tests drive one of their own.
    std::unique_ptr<Delivery> delivery() {
        auto& environment = house().environment();
        seal_ = std::make_unique<crypto::Seal>(environment.keys.key("mail"), environment.random);
        mails_ = std::make_unique<MailStore>(environment.database);
        counters_ = std::make_unique<DeliveryCounters>(test_metrics_);
        return std::make_unique<Delivery>(*mails_, mailer_, *seal_, environment.clock,
                                          environment.log, *counters_, Delivery::Timing{});
    }

    /// A mail as it waits when there is a server, in a service that does not send itself.
    void insert_queued() {
        auto& environment = house().environment();
        const MailId id{environment.ids.next()};
        const Time now = environment.clock.now();
        const RenderedMail mail{"ada@example.com", "Subject", "Text", "<p>Text</p>"};
        house().run(mails_->insert(environment.database,
                                   {.id = id,
                                    .user_id = std::nullopt,
                                    .kind = "verify_email",
                                    .recipient = "mac",
                                    .content = seal_->seal(json::write(mail), id.text()),
                                    .status = "queued",
                                    .attempts = 0,
                                    .next_attempt_at = now,
                                    .lease_until = Time{},
                                    .last_error = std::nullopt,
                                    .created_at = now,
                                    .sent_at = std::nullopt,
                                    .not_after = now + 24h}));
    }

    std::vector<MailRow> rows() {
        MailStore store(house().database());
        return house().run(store.list(MailId{Uuid::max()}, 100));
    }

    Settings settings_;
    bool is_public_ = false;
    ScriptedMailer mailer_;
    std::unique_ptr<crypto::Seal> seal_;
    std::unique_ptr<MailStore> mails_;
    metrics::Registry test_metrics_;
    std::unique_ptr<DeliveryCounters> counters_;
    std::unique_ptr<gatehouse::testing::ServiceHarness> house_;
};

INSTANTIATE_TEST_SUITE_P(Databases, NotificationTest,
                         ::testing::ValuesIn(gatehouse::testing::backends()),
                         ::testing::PrintToStringParamName());

TEST_P(NotificationTest, without_a_mail_server_mails_are_kept_in_the_mailbox) {
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    const auto mails = mailbox();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, "ada@example.com");
    EXPECT_EQ(mails[0].kind, "verify_email");
    EXPECT_NE(mails[0].text.find("https://id.example.com/verify#token=TOKEN"), std::string::npos);
}

TEST_P(NotificationTest, the_mailbox_is_not_there_for_anybody_else) {
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    house().client().set_peer("192.0.2.9");
    EXPECT_EQ(house().client().get("/api/v1/notifications/mailbox").status, 404);
    house().client().set_peer("127.0.0.1");
    for (const char* field : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"}) {
        EXPECT_EQ(
            house().client().get("/api/v1/notifications/mailbox", {{field, "1.2.3.4"}}).status, 404)
            << field;
    }
}

TEST_P(NotificationTest, there_is_no_mailbox_where_others_than_this_machine_are_served) {
    is_public_ = true;
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    EXPECT_EQ(house().client().get("/api/v1/notifications/mailbox").status, 404);
}

TEST_P(NotificationTest, the_mailbox_is_gone_once_there_is_a_mail_server) {
    use_mail_server();
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    EXPECT_EQ(house().client().get("/api/v1/notifications/mailbox").status, 404);
}

TEST_P(NotificationTest, BF08_an_address_gets_three_mails_of_a_kind_in_an_hour) {
    for (int i = 0; i < 20; ++i) {
        house().publish(request(MailKind::reset_password, "ada@example.com"));
    }
    EXPECT_EQ(mailbox().size(), 3U);
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    house().publish(request(MailKind::reset_password, "grace@example.com"));
    EXPECT_EQ(mailbox().size(), 5U);
    house().clock().advance(61min);
    house().publish(request(MailKind::reset_password, "ada@example.com"));
    EXPECT_EQ(mailbox().size(), 6U);
}

TEST_P(NotificationTest, BF08_sign_ins_are_told_of_five_times_a_day) {
    for (int i = 0; i < 20; ++i) {
        house().publish(request(MailKind::new_sign_in, "ada@example.com"));
        house().clock().advance(1h);
    }
    EXPECT_EQ(mailbox().size(), 5U);
    house().clock().advance(24h);
    house().publish(request(MailKind::new_sign_in, "ada@example.com"));
    EXPECT_EQ(mailbox().size(), 6U);
}

TEST_P(NotificationTest, mails_are_in_the_language_that_the_person_chose) {
    const UserId user = house().somebody().user;
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "de", user));
    house().publish(contracts::LanguageChosen{user, "en", house().clock().now()});
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "de", user));
    const auto mails = mailbox();
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails[0].subject, "New sign-in to your account");
    EXPECT_EQ(mails[1].subject, "Neue Anmeldung bei Ihrem Konto");
}

TEST_P(NotificationTest, the_browser_that_registered_says_the_first_language) {
    const UserId user = house().somebody().user;
    const Time now = house().clock().now();
    house().publish(contracts::UserRegistered{user, "Ada", now, "de-AT,de;q=0.9,en;q=0.5"});
    // A stranger signs in with a browser that wants English.
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "en", user));
    EXPECT_EQ(mailbox()[0].subject, "Neue Anmeldung bei Ihrem Konto");
    house().publish(contracts::LanguageChosen{user, "en", now + 1ms});
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "de", user));
    EXPECT_EQ(mailbox()[0].subject, "New sign-in to your account");
    // None of ours is asked for: nothing is kept, and each request may say another.
    const UserId other = house().somebody().user;
    house().publish(contracts::UserRegistered{other, "Eve", now, "fr"});
    house().publish(request(MailKind::new_sign_in, "eve@example.com", "de", other));
    EXPECT_EQ(mailbox()[0].subject, "Neue Anmeldung bei Ihrem Konto");
}

TEST_P(NotificationTest, an_older_choice_of_language_that_comes_late_changes_nothing) {
    const UserId user = house().somebody().user;
    const Time now = house().clock().now();
    house().publish(contracts::LanguageChosen{user, "de", now + 2ms});
    house().publish(contracts::LanguageChosen{user, "en", now + 1ms});
    house().publish(contracts::UserRegistered{user, "Ada", now, "en"});
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "", user));
    EXPECT_EQ(mailbox()[0].subject, "Neue Anmeldung bei Ihrem Konto");
}

TEST_P(NotificationTest, GD01_a_choice_that_was_on_its_way_does_not_outlive_the_person) {
    const UserId user = house().somebody().user;
    const Time now = house().clock().now();
    house().publish(contracts::UserErased{user, now});
    house().publish(contracts::LanguageChosen{user, "de", now - 1ms});
    constexpr sql::Query kKept{"test_languages",
                               "SELECT count(*) FROM languages WHERE language <> ''"};
    EXPECT_EQ(house().run(house().database().one<std::int64_t>(kKept)), 0);
}

TEST_P(NotificationTest, GD01_erasing_a_person_removes_their_mails) {
    const UserId user = house().somebody().user;
    house().publish(request(MailKind::new_sign_in, "ada@example.com", "", user));
    house().publish(
        request(MailKind::new_sign_in, "grace@example.com", "", house().somebody().user));
    house().publish(contracts::UserErased{user, house().clock().now()});
    const auto mails = mailbox();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, "grace@example.com");
}

TEST_P(NotificationTest, the_database_shows_neither_address_nor_token) {
    house().publish(request(MailKind::verify_email, "ada@example.com"));
    for (const MailRow& row : rows()) {
        const std::string all = row.recipient + row.content + row.kind;
        EXPECT_EQ(all.find("ada"), std::string::npos);
        EXPECT_EQ(all.find("TOKEN"), std::string::npos);
    }
}

TEST_P(NotificationTest, what_is_not_taken_now_is_tried_again_with_the_same_id) {
    const auto sender = delivery();
    insert_queued();
    mailer_.script = {{Handover::Outcome::postponed, "greylisted"}};
    EXPECT_TRUE(house().run(sender->send_one()));
    EXPECT_FALSE(house().run(sender->send_one())) << "not before its time";
    EXPECT_EQ(rows()[0].status, "queued");
    EXPECT_EQ(rows()[0].last_error, "greylisted");
    house().clock().advance(11s);
    EXPECT_TRUE(house().run(sender->send_one()));
    ASSERT_EQ(mailer_.sent.size(), 2U);
    EXPECT_EQ(mailer_.sent[0].id, mailer_.sent[1].id);
    EXPECT_EQ(rows()[0].status, "sent");
    EXPECT_EQ(rows()[0].content, "") << "what it said is needed no more";
    EXPECT_FALSE(house().run(sender->send_one()));
}

TEST_P(NotificationTest, a_refused_mail_is_given_up) {
    const auto sender = delivery();
    insert_queued();
    mailer_.script = {{Handover::Outcome::refused, "550 no such person"}};
    EXPECT_TRUE(house().run(sender->send_one()));
    house().clock().advance(2h);
    EXPECT_FALSE(house().run(sender->send_one()));
    EXPECT_EQ(rows()[0].status, "failed");
    EXPECT_EQ(rows()[0].last_error, "550 no such person");
    EXPECT_EQ(rows()[0].content, "");
}

TEST_P(NotificationTest, GD01_the_mailbox_keeps_no_farewell) {
    house().publish(request(MailKind::account_deleted, "ada@example.com"));
    EXPECT_TRUE(mailbox().empty());
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows()[0].content, "");
}

TEST_P(NotificationTest, a_mail_whose_token_expired_is_not_sent) {
    const auto sender = delivery();
    insert_queued();
    house().clock().advance(25h);
    EXPECT_TRUE(house().run(sender->send_one()));
    EXPECT_TRUE(mailer_.sent.empty());
    EXPECT_EQ(rows()[0].status, "failed");
}

TEST_P(NotificationTest, a_lease_keeps_others_away_until_it_runs_out) {
    const auto sender = delivery();
    insert_queued();
    const Time now = house().clock().now();
    ASSERT_TRUE(house().run(mails_->lease_one(now, now + Delivery::Timing{}.lease)));
    EXPECT_FALSE(house().run(sender->send_one()));
    house().clock().advance(Delivery::Timing{}.lease + 1s);
    EXPECT_TRUE(house().run(sender->send_one()));
    EXPECT_EQ(mailer_.sent.size(), 1U);
    // The first holder comes back too late to change anything.
    const MailRow row = rows()[0];
    EXPECT_FALSE(house().run(mails_->finish(row.id, now + Delivery::Timing{}.lease,
                                            MailStatus::queued, "late", now, std::nullopt)));
    EXPECT_EQ(rows()[0].status, "sent");
}

TEST_P(NotificationTest, administrators_see_what_became_of_mails_and_nothing_they_say) {
    for (int i = 0; i < 3; ++i) {
        house().publish(request(MailKind::verify_email, "ada@example.com"));
    }
    const std::string path = "/api/v1/notifications/admin/mails?limit=2";
    const auto admin = house().bearer(house().somebody({"user", "admin"}));
    const auto response = house().client().get(path, {{"Authorization", admin}});
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.body.find("ada"), std::string::npos);
    const auto first = response.as<MailDeliveryPage>();
    ASSERT_EQ(first.data.size(), 2U);
    EXPECT_EQ(first.data[0].status, MailStatus::kept);
    ASSERT_TRUE(first.next_cursor);
    const auto second =
        house().client().get(path + "&cursor=" + *first.next_cursor, {{"Authorization", admin}});
    EXPECT_EQ(second.as<MailDeliveryPage>().data.size(), 1U);
    const auto person = house().bearer(house().somebody());
    EXPECT_EQ(house().client().get(path, {{"Authorization", person}}).status, 403);
}

TEST(Backoff, doubles_up_to_an_hour) {
    EXPECT_EQ(backoff(1, 10s), 10s);
    EXPECT_EQ(backoff(2, 10s), 20s);
    EXPECT_EQ(backoff(5, 10s), 160s);
    EXPECT_EQ(backoff(50, 10s), 1h);
    EXPECT_EQ(backoff(1, 1h), 1h);
}

}  // namespace
}  // namespace gatehouse::notification
