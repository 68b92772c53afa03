#include "services/auth-service/security_log/security_log.hpp"

#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class SecurityLogTest : public AdminFixture {
protected:
    testing::Response list(const Person& person, std::string_view query = {}) {
        return client().get(fmt::format("/api/v1/auth/security-log{}", query), as(person));
    }
};

TEST_P(SecurityLogTest, AU01_PeopleSeeWhatHappenedToTheirAccount) {
    const Person person = somebody();
    const Person other = somebody();
    ASSERT_EQ(sign_in("person1@example.com", "wrong password here").status, 401);
    const auto data = list(person).as<SecurityLogPage>().data;
    ASSERT_EQ(data.size(), 2U);
    EXPECT_EQ(data[0].action, "user.sign_in_failed");
    EXPECT_EQ(data[0].by, DoneBy::unknown);
    EXPECT_EQ(data[0].outcome, AuditOutcome::failure);
    EXPECT_EQ(data[0].ip, "192.0.2.1");
    EXPECT_EQ(data[1].action, "user.registered");
    EXPECT_EQ(data[1].by, DoneBy::you);
    EXPECT_EQ(data[1].session_id, person.session.session.id);
    EXPECT_EQ(list(other).as<SecurityLogPage>().data.size(), 1U);
    EXPECT_EQ(client().get("/api/v1/auth/security-log").status, 401);
}

TEST_P(SecurityLogTest, AC02_WhereAnAdministratorWasIsNotTold) {
    const Person admin = make_admin("root@example.com");
    const Person person = somebody();
    ASSERT_EQ(patch_user(admin, person, R"({"name":"Ada"})").status, 200);
    const auto answer = list(person);
    const auto event = answer.as<SecurityLogPage>().data.at(0);
    EXPECT_EQ(event.action, "user.name_changed");
    EXPECT_EQ(event.by, DoneBy::administrator);
    EXPECT_FALSE(event.ip);
    EXPECT_FALSE(event.user_agent);
    EXPECT_FALSE(event.session_id);
    EXPECT_EQ(answer.body.find(admin.session.user.id.text()), std::string::npos);
}

TEST_P(SecurityLogTest, IV09_PagesAreOnesOwn) {
    const Person person = somebody();
    const Person other = somebody();
    for (int i = 0; i < 4; ++i)
        ASSERT_EQ(sign_in("person1@example.com").status, 200);
    const auto first = list(person, "?limit=3").as<SecurityLogPage>();
    ASSERT_EQ(first.data.size(), 3U);
    const std::string next = "?limit=3&cursor=" + first.next_cursor.value();
    const auto second = list(person, next).as<SecurityLogPage>();
    EXPECT_EQ(second.data.size(), 2U);
    EXPECT_FALSE(second.next_cursor);
    EXPECT_EQ(list(other, next).code(), "invalid_cursor");
}

INSTANTIATE_ON_DATABASES(SecurityLogTest);

}  // namespace
}  // namespace gatehouse::auth
