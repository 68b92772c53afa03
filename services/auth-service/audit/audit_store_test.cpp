#include "services/auth-service/audit/audit_store.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr sql::Query kEvents{"test_audit_events", R"sql(
SELECT audit_events.action, audit_events.outcome, audit_events.reason, audit_events.actor_id,
       audit_events.target_id, audit_events.session_id, audit_events.request_id,
       audit_events.changes, origin.content, subject.content
FROM audit_events
LEFT JOIN audit_personal AS origin
    ON origin.event_id = audit_events.id AND origin.part = 'origin'
LEFT JOIN audit_personal AS subject
    ON subject.event_id = audit_events.id AND subject.part = 'subject'
ORDER BY audit_events.id)sql"};

constexpr sql::Query kDisable{"test_audit_disable",
                              "UPDATE users SET status = 'disabled' WHERE email = $1"};
constexpr sql::Query kDropPersonal{"test_audit_drop", "DROP TABLE audit_personal"};
constexpr sql::Query kCountSessions{"test_audit_sessions",
                                    "SELECT count(*) FROM refresh_tokens WHERE ended_at IS NULL"};
constexpr sql::Query kCountEvents{"test_audit_count", "SELECT count(*) FROM audit_events"};

struct Event {
    std::string action;
    AuditOutcome outcome;
    std::string reason;
    std::optional<UserId> actor;
    std::optional<UserId> target;
    std::optional<SessionId> session;
    std::string request_id;
    std::string changes;
    std::optional<std::string> origin;
    std::optional<std::string> subject;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (action, outcome, reason, actor, target, session, request_id, changes, origin,
                       subject))

class AuditStoreTest : public ServiceFixture {
protected:
    std::vector<Event> events() { return harness.run(harness.database().all<Event>(kEvents)); }
    Event last_event() {
        auto list = events();
        EXPECT_FALSE(list.empty());
        return list.back();
    }
};

TEST_P(AuditStoreTest, AU01_SignUpAndSignInNameWhoWhenAndWhere) {
    const auto answer = sign_up("ada@example.com", kPassword,
                                {{"user-agent", "Browser 7"}, {"x-request-id", "request-1"}});
    const Person person = person_of(answer);
    const Event registered = last_event();
    EXPECT_EQ(registered.action, "user.registered");
    EXPECT_EQ(registered.outcome, AuditOutcome::success);
    EXPECT_EQ(registered.actor, person.session.user.id);
    EXPECT_EQ(registered.target, person.session.user.id);
    EXPECT_EQ(registered.session, person.session.session.id);
    EXPECT_EQ(registered.request_id, "request-1");
    EXPECT_EQ(registered.origin, R"({"ip":"192.0.2.1","user_agent":"Browser 7"})");
    EXPECT_THAT(registered.subject.value_or(""), HasSubstr("ada@example.com"));

    const Person again = person_of(sign_in("ada@example.com"));
    const Event signed_in = last_event();
    EXPECT_EQ(signed_in.action, "user.signed_in");
    EXPECT_EQ(signed_in.actor, person.session.user.id);
    EXPECT_EQ(signed_in.session, again.session.session.id);
}

TEST_P(AuditStoreTest, AU01_FailedSignInsNameTheAccountAndTheReason) {
    const Person person = person_of(sign_up("known@example.com"));
    ASSERT_EQ(sign_in("known@example.com", "not the right password").status, 401);
    const Event wrong = last_event();
    EXPECT_EQ(wrong.action, "user.sign_in_failed");
    EXPECT_EQ(wrong.outcome, AuditOutcome::failure);
    EXPECT_EQ(wrong.reason, "wrong_password");
    EXPECT_EQ(wrong.actor, std::nullopt);
    EXPECT_EQ(wrong.target, person.session.user.id);

    harness.run(harness.database().execute(kDisable, "known@example.com"));
    ASSERT_EQ(sign_in("known@example.com").status, 401);
    EXPECT_EQ(last_event().reason, "account_disabled");
}

TEST_P(AuditStoreTest, EN02_AnUnknownAddressIsRecordedAsAKnownOneIsButNotByName) {
    ASSERT_EQ(sign_up("known@example.com").status, 201);
    ASSERT_EQ(sign_in("known@example.com", "not the right password").status, 401);
    const Event known = last_event();
    ASSERT_EQ(sign_in("secret@example.com", "not the right password").status, 401);
    const Event unknown = last_event();
    EXPECT_EQ(unknown.action, known.action);
    EXPECT_EQ(unknown.reason, "unknown_account");
    EXPECT_EQ(unknown.target, std::nullopt);
    // The same rows in the same transaction, so the same work.
    ASSERT_TRUE(known.subject && unknown.subject && known.origin && unknown.origin);
    EXPECT_EQ(unknown.subject->size(), known.subject->size());
    EXPECT_NE(*unknown.subject, *known.subject);
    EXPECT_THAT(*unknown.subject, Not(HasSubstr("secret")));
    // The code tells the same address again.
    ASSERT_EQ(sign_in("Secret@Example.com", "not the right password").status, 401);
    EXPECT_EQ(last_event().subject, unknown.subject);
}

TEST_P(AuditStoreTest, AU01_SignOutAndEndedSessionsAreRecorded) {
    const Person first = person_of(sign_up("ada@example.com"));
    const Person second = person_of(sign_in("ada@example.com"));
    const Person third = person_of(sign_in("ada@example.com"));
    const testing::Fields bearer{{"authorization", first.bearer()}};

    const std::string path = "/api/v1/auth/sessions/" + second.session.session.id.text();
    ASSERT_EQ(client().remove(path, bearer).status, 204);
    EXPECT_EQ(last_event().action, "user.sessions_ended");
    EXPECT_EQ(last_event().session, second.session.session.id);
    EXPECT_EQ(last_event().actor, first.session.user.id);

    ASSERT_EQ(client().remove("/api/v1/auth/sessions", bearer).status, 204);
    EXPECT_EQ(last_event().action, "user.sessions_ended");
    EXPECT_EQ(last_event().session, first.session.session.id);
    EXPECT_EQ(last_event().changes, R"([{"field":"sessions","before":"1","after":"0"}])");

    ASSERT_EQ(sign_out(first).status, 204);
    EXPECT_EQ(last_event().action, "user.signed_out");
    EXPECT_EQ(last_event().session, first.session.session.id);
    // Doing it again changes nothing, so there is nothing to record.
    const std::size_t count = events().size();
    ASSERT_EQ(sign_out(first).status, 204);
    EXPECT_EQ(events().size(), count);
}

TEST_P(AuditStoreTest, AU01_RefreshIsRecordedOnlyWhenItEndsTheSession) {
    const Person person = somebody();
    const std::size_t before = events().size();
    ASSERT_EQ(refresh(person).status, 200);
    EXPECT_EQ(events().size(), before);
    harness.clock().advance(std::chrono::minutes{1});
    ASSERT_EQ(refresh(person).code(), "refresh_token_reused");
    const Event reused = last_event();
    EXPECT_EQ(reused.action, "session.token_reused");
    EXPECT_EQ(reused.outcome, AuditOutcome::failure);
    EXPECT_EQ(reused.actor, std::nullopt);
    EXPECT_EQ(reused.target, person.session.user.id);
    EXPECT_EQ(reused.session, person.session.session.id);
}

TEST_P(AuditStoreTest, AU01_AnOperatorsAccountIsRecorded) {
    const auto id = harness.run(harness.service<AuthService>().create_account(
        {*Email::parse("root@example.com"), *DisplayName::parse("Root"), std::string{kPassword},
         true}));
    ASSERT_TRUE(id);
    EXPECT_EQ(last_event().action, "user.created");
    EXPECT_EQ(last_event().target, *id);
    EXPECT_THAT(last_event().changes, HasSubstr("admin"));
}

TEST_P(AuditStoreTest, AU01_NoSecretIsRecorded) {
    const Person person = person_of(sign_up("ada@example.com"));
    ASSERT_EQ(sign_in("ada@example.com", "canary of a password").status, 401);
    ASSERT_EQ(refresh(person).status, 200);
    ASSERT_EQ(sign_out(person).status, 204);
    for (const Event& event : events()) {
        const std::string all =
            event.reason + event.changes + event.origin.value_or("") + event.subject.value_or("");
        EXPECT_THAT(all, Not(HasSubstr("canary")));
        EXPECT_THAT(all, Not(HasSubstr(person.cookie)));
        EXPECT_THAT(all, Not(HasSubstr(std::string{kPassword})));
    }
}

TEST_P(AuditStoreTest, AU03_WithoutItsRecordThereIsNoChange) {
    const Person person = person_of(sign_up("ada@example.com"));
    harness.run(harness.database().execute(kDropPersonal));
    const auto sessions = [this] {
        return harness.run(harness.database().one<std::int64_t>(kCountSessions));
    };
    EXPECT_EQ(sign_up("new@example.com").status, 500);
    EXPECT_EQ(sign_in("ada@example.com").status, 500);
    EXPECT_EQ(sign_out(person).status, 500);
    EXPECT_EQ(sessions(), 1);
    EXPECT_EQ(harness.run(harness.database().one<std::int64_t>(kCountEvents)), 1);
}

INSTANTIATE_ON_DATABASES(AuditStoreTest);

}  // namespace
}  // namespace gatehouse::auth
