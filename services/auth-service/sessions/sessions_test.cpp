#include "services/auth-service/service_fixture_test.hpp"
#include "services/auth-service/sessions/current_session.hpp"
#include "services/auth-service/sessions/list_sessions.hpp"

namespace gatehouse::auth {
namespace {

class SessionsTest : public ServiceFixture {
protected:
    static constexpr std::string_view kEmail = "sessions@example.com";

    /// One person with `count` sessions; the first signs up.
    std::vector<Person> sessions_of_one(int count) {
        std::vector<Person> sessions{person_of(sign_up(kEmail))};
        while (std::ssize(sessions) < count) {
            harness.clock().advance(std::chrono::seconds{1});
            sessions.push_back(person_of(sign_in(kEmail, kPassword, {{"user-agent", "Browser"}})));
        }
        return sessions;
    }
    testing::Response get(const Person& person, std::string_view query = "") {
        return client().get(fmt::format("/api/v1/auth/sessions{}", query),
                            {{"authorization", person.bearer()}});
    }
    testing::Response remove(const Person& person, std::string_view id) {
        return client().remove(fmt::format("/api/v1/auth/sessions/{}", id),
                               {{"authorization", person.bearer()}});
    }
};

TEST_P(SessionsTest, TheAccessTokenNamesAccountAndSession) {
    const Person person = somebody();
    const auto response =
        client().get("/api/v1/auth/session", {{"authorization", person.bearer()}});
    ASSERT_EQ(response.status, 200) << response.body;
    const auto answer = response.as<CurrentSessionAnswer>();
    EXPECT_EQ(answer.user.id, person.session.user.id);
    EXPECT_EQ(answer.user.email, person.session.user.email);
    EXPECT_EQ(answer.session.id, person.session.session.id);
    EXPECT_EQ(answer.session.expires_at, person.session.session.expires_at);
}

TEST_P(SessionsTest, ListsTheNewestFirst) {
    const auto sessions = sessions_of_one(3);
    const auto page = get(sessions[1]).as<SessionPage>();
    ASSERT_EQ(page.data.size(), 3U);
    EXPECT_FALSE(page.next_cursor);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(page.data[i].id, sessions[2 - i].session.session.id);
        EXPECT_EQ(page.data[i].current, i == 1);
    }
    EXPECT_EQ(page.data[0].user_agent, "Browser");
    EXPECT_EQ(page.data[0].ip, "192.0.2.1");
}

TEST_P(SessionsTest, UserAgentsOfAnyBytesAreShownAsText) {
    ASSERT_EQ(sign_up(kEmail).status, 201);
    const Person person =
        person_of(sign_in(kEmail, kPassword, {{"user-agent", "Caf\xe9\r\n{\x1b[31m"}}));
    EXPECT_EQ(get(person).status, 200);
}

TEST_P(SessionsTest, PagesHoldEverySessionOnce) {
    const auto sessions = sessions_of_one(7);
    std::set<SessionId> seen;
    std::string query = "?limit=3";
    for (int page_number = 0; page_number < 3; ++page_number) {
        const auto page = get(sessions[0], query).as<SessionPage>();
        for (const auto& entry : page.data)
            EXPECT_TRUE(seen.insert(entry.id).second);
        if (page_number == 2) {
            EXPECT_FALSE(page.next_cursor);
        } else {
            query = "?limit=3&cursor=" + page.next_cursor.value();
        }
    }
    EXPECT_EQ(seen.size(), 7U);
}

TEST_P(SessionsTest, IV09_CursorsAreOfTheirOwnList) {
    const auto sessions = sessions_of_one(3);
    const Person other = somebody();
    const auto cursor = get(sessions[0], "?limit=1").as<SessionPage>().next_cursor.value();
    EXPECT_EQ(get(sessions[0], "?cursor=" + cursor).status, 200);
    EXPECT_EQ(get(other, "?cursor=" + cursor).code(), "invalid_cursor");
    EXPECT_EQ(get(sessions[0], "?cursor=AAAA").status, 400);
    EXPECT_EQ(get(sessions[0], "?cursor=" + cursor.substr(2)).status, 400);
    for (const char* bad :
         {"?limit=0", "?limit=-1", "?limit=101", "?limit=x", "?limit=1&limit=1", "?nonsense=1"}) {
        const int status = get(sessions[0], bad).status;
        EXPECT_TRUE(status == 400 || status == 422) << bad << status;
    }
}

TEST_P(SessionsTest, SE05_EndsOneOfTheOwnSessions) {
    const auto sessions = sessions_of_one(2);
    const std::string id = sessions[1].session.session.id.text();
    EXPECT_EQ(remove(sessions[0], id).status, 204);
    EXPECT_EQ(status_with_token(sessions[1]), 401);
    EXPECT_EQ(refresh(sessions[1]).status, 401);
    EXPECT_EQ(status_with_token(sessions[0]), 200);
    EXPECT_EQ(remove(sessions[0], id).code(), "not_found");
    EXPECT_EQ(get(sessions[0]).as<SessionPage>().data.size(), 1U);
}

TEST_P(SessionsTest, SE05_TheOwnSessionCanBeEnded) {
    const Person person = somebody();
    const auto response = remove(person, person.session.session.id.text());
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.cookie("__Host-refresh"), "");
    EXPECT_EQ(status_with_token(person), 401);
}

TEST_P(SessionsTest, SE05_AC01_SomebodyElsesSessionIsNotFound) {
    const Person victim = somebody();
    const Person attacker = somebody();
    const auto foreign = remove(attacker, victim.session.session.id.text());
    EXPECT_EQ(foreign.code(), "not_found");
    EXPECT_EQ(remove(attacker, "0197c000-0000-7000-8000-000000000000").code(), "not_found");
    EXPECT_EQ(remove(attacker, "1").status, 404);
    EXPECT_EQ(status_with_token(victim), 200);
    EXPECT_EQ(refresh(victim).status, 200);
}

TEST_P(SessionsTest, SE05_EndsAllOthers) {
    const auto sessions = sessions_of_one(3);
    const Person other = somebody();
    const auto response =
        client().remove("/api/v1/auth/sessions", {{"authorization", sessions[1].bearer()}});
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(status_with_token(sessions[0]), 401);
    EXPECT_EQ(status_with_token(sessions[1]), 200);
    EXPECT_EQ(status_with_token(sessions[2]), 401);
    EXPECT_EQ(status_with_token(other), 200);
}

TEST_P(SessionsTest, AC05_WithoutATokenNothingIsShown) {
    const Person person = somebody();
    for (const char* path : {"/api/v1/auth/session", "/api/v1/auth/sessions"}) {
        EXPECT_EQ(client().get(path).status, 401);
        EXPECT_EQ(client().get(path, {{"authorization", "Bearer x"}}).status, 401);
        EXPECT_EQ(client().get(path, {{"cookie", "__Host-refresh=" + person.cookie}}).status, 401);
        EXPECT_EQ(
            client()
                .get(path, {{"x-user-id", person.session.user.id.text()}, {"x-role", "admin"}})
                .status,
            401);
    }
}

TEST_P(SessionsTest, SE07_ATokenInTheAddressIsNone) {
    const Person person = somebody();
    const int status =
        client().get("/api/v1/auth/session?access_token=" + person.session.access_token).status;
    EXPECT_TRUE(status == 400 || status == 401) << status;
}

INSTANTIATE_ON_DATABASES(SessionsTest);

}  // namespace
}  // namespace gatehouse::auth
