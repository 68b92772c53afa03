#include "services/auth-service/admin/audit_events.hpp"

#include <set>

#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using std::chrono::minutes;

class AuditEventsTest : public AdminFixture {
protected:
    testing::Response list(std::string_view query) {
        return client().get(fmt::format("/api/v1/auth/admin/audit-events{}", query), as(admin));
    }
    std::vector<std::string> actions(std::string_view query) {
        std::vector<std::string> found;
        for (const AuditLogEntry& event : list(query).as<AuditLogPage>().data)
            found.push_back(event.action);
        return found;
    }

    Person admin = make_admin("root@example.com");
};

TEST_P(AuditEventsTest, AU01_EventsAreListedByActorActionAndTime) {
    const Person person = somebody();
    harness.clock().advance(minutes{5});
    const std::string since = to_rfc3339(harness.clock().now());
    ASSERT_EQ(sign_in("person1@example.com", "wrong password here").status, 401);
    ASSERT_EQ(sign_in("person1@example.com").status, 200);

    EXPECT_EQ(actions(""),
              (std::vector<std::string>{"user.signed_in", "user.sign_in_failed", "user.registered",
                                        "user.signed_in", "user.created"}));
    const std::string actor = "?actor=" + person.session.user.id.text();
    EXPECT_EQ(actions(actor), (std::vector<std::string>{"user.signed_in", "user.registered"}));
    EXPECT_EQ(actions(actor + "&action=user.registered"),
              (std::vector<std::string>{"user.registered"}));
    EXPECT_EQ(actions("?action=user.signed_in").size(), 2U);
    EXPECT_EQ(actions("?since=" + since),
              (std::vector<std::string>{"user.signed_in", "user.sign_in_failed"}));
    EXPECT_EQ(actions(actor + "&since=" + since), (std::vector<std::string>{"user.signed_in"}));
    EXPECT_EQ(list("?action=user.unknown").status, 422);
    EXPECT_EQ(list("?actor=me").status, 422);
    EXPECT_EQ(list("?since=yesterday").status, 422);
}

TEST_P(AuditEventsTest, AU01_RefusalsForWantOfARoleAreRecordedAndBounded) {
    const Person person = somebody();
    for (int i = 0; i < 25; ++i) {
        ASSERT_EQ(client().get("/api/v1/auth/admin/users?q=secret", as(person)).status, 403);
    }
    // They are written within a second.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    std::vector<AuditLogEntry> events;
    while (events.empty() && std::chrono::steady_clock::now() < deadline) {
        events = list("?action=access.denied").as<AuditLogPage>().data;
    }
    ASSERT_FALSE(events.empty());
    const AuditLogEntry& event = events.front();
    EXPECT_EQ(event.actor, person.session.user.id);
    EXPECT_EQ(event.reason, "GET /api/v1/auth/admin/users");
    EXPECT_EQ(event.outcome, AuditOutcome::failure);
    EXPECT_LE(events.size(), 10U);
}

TEST_P(AuditEventsTest, PagesHoldEveryEventOnce) {
    for (int i = 0; i < 5; ++i)
        somebody();
    std::set<EventId> seen;
    std::string query = "?action=user.registered&limit=2";
    for (int pages = 1; pages <= 3; ++pages) {
        const auto page = list(query).as<AuditLogPage>();
        for (const AuditLogEntry& event : page.data)
            EXPECT_TRUE(seen.insert(event.id).second);
        ASSERT_EQ(page.next_cursor.has_value(), pages < 3);
        if (page.next_cursor) {
            query = "?action=user.registered&limit=2&cursor=" + *page.next_cursor;
        }
    }
    EXPECT_EQ(seen.size(), 5U);
    const auto cursor = list("?limit=1").as<AuditLogPage>().next_cursor.value();
    EXPECT_EQ(list("?action=user.registered&cursor=" + cursor).code(), "invalid_cursor");
}

TEST_P(AuditEventsTest, EN02_AnUnknownAddressIsShownAsACode) {
    ASSERT_EQ(sign_in("secret@example.com", "wrong password here").status, 401);
    const auto answer = list("?action=user.sign_in_failed");
    const auto event = answer.as<AuditLogPage>().data.at(0);
    EXPECT_FALSE(event.target);
    EXPECT_FALSE(event.email);
    EXPECT_EQ(event.email_code.value_or("").size(), 32U);
    EXPECT_EQ(event.ip, "192.0.2.1");
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

INSTANTIATE_ON_DATABASES(AuditEventsTest);

}  // namespace
}  // namespace gatehouse::auth
