#include <future>
#include <set>
#include <vector>

#include "services/auth-service/service_fixture_test.hpp"
#include "services/auth-service/sessions/current_session.hpp"
#include "services/auth-service/sessions/list_sessions.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kRows{"test_rows", "SELECT count(*) FROM refresh_tokens"};
constexpr sql::Query kLive{"test_live",
                           "SELECT count(*) FROM refresh_tokens WHERE ended_at IS NULL"};
constexpr sql::Query kRevoked{"test_revoked", "SELECT count(*) FROM revocations"};

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
    /// As many more sessions of that person, all alive and used just now.
    void insert_sessions(int count) {
        constexpr sql::Query kCopy{"test_copy_session", R"sql(
INSERT INTO refresh_tokens (id, user_id, token, generation, rotated_at, last_seen_at, expires_at,
                            absolute_expires_at, authenticated_at, created_at, ip, user_agent)
SELECT $1, user_id, token, generation, rotated_at, last_seen_at + 1, expires_at,
       absolute_expires_at, authenticated_at, created_at, ip, user_agent
FROM refresh_tokens ORDER BY id LIMIT 1)sql"};
        for (int i = 0; i < count; ++i) {
            harness.run(harness.database().execute(kCopy, harness.environment().ids.next()));
        }
    }
    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
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

TEST_P(SessionsTest, SE10_AnAccountHasAHundredSessionsTheLongestUnusedGoes) {
    auto sessions = sessions_of_one(100);
    EXPECT_EQ(get(sessions[0], "?limit=100").as<SessionPage>().data.size(), 100U);
    // The oldest, but used lately.
    harness.clock().advance(std::chrono::seconds{1});
    const auto used = refresh(sessions[0]);
    ASSERT_EQ(used.status, 200);
    const Person fresh = person_of(sign_in(kEmail));

    EXPECT_EQ(status_with_token(sessions[1]), 401) << "its access token is refused at once";
    EXPECT_EQ(refresh(sessions[1]).status, 401);
    for (const std::size_t kept : {std::size_t{0}, std::size_t{2}, std::size_t{99}}) {
        EXPECT_EQ(status_with_token(sessions[kept]), 200) << kept;
    }
    const auto page = get(fresh, "?limit=100").as<SessionPage>();
    EXPECT_EQ(page.data.size(), 100U);
    EXPECT_FALSE(page.next_cursor);
    EXPECT_TRUE(page.data[0].current);

    constexpr sql::Query kRecorded{
        "test_session_limit",
        "SELECT session_id FROM audit_events WHERE action = 'user.sessions_ended' "
        "AND reason = 'session_limit'"};
    EXPECT_EQ(harness.run(harness.database().one<SessionId>(kRecorded)),
              sessions[1].session.session.id);
    harness.restart();
    EXPECT_EQ(status_with_token(sessions[1]), 401) << "also after a restart";
    EXPECT_EQ(status_with_token(sessions[2]), 200);
}

TEST_P(SessionsTest, SE10_SessionsThatHaveEndedTakeNoPlace) {
    const auto sessions = sessions_of_one(100);
    EXPECT_EQ(sign_out(sessions[7]).status, 204);
    (void)person_of(sign_in(kEmail));
    EXPECT_EQ(status_with_token(sessions[0]), 200);
    // Those that ran out neither.
    harness.clock().advance(std::chrono::days{8});
    const Person fresh = person_of(sign_in(kEmail));
    EXPECT_EQ(get(fresh).as<SessionPage>().data.size(), 1U);
}

TEST_P(SessionsTest, SE10_ManyThatBeganBeforeThereWasALimitGoWithTheNextSignIn) {
    const auto sessions = sessions_of_one(2);
    insert_sessions(300);
    const Person fresh = person_of(sign_in(kEmail));
    EXPECT_EQ(count(kLive), 100);
    EXPECT_EQ(count(kRevoked), 203);
    EXPECT_EQ(status_with_token(sessions[0]), 401);
    EXPECT_EQ(status_with_token(sessions[1]), 200) << "used after all the others";
    EXPECT_EQ(status_with_token(fresh), 200);
}

TEST_P(SessionsTest, SE10_ParallelSignInsDoNotGetPast) {
    (void)sessions_of_one(1);
    insert_sessions(95);
    std::vector<std::future<int>> parallel;
    for (int i = 0; i < 20; ++i) {
        parallel.push_back(
            std::async(std::launch::async, [this] { return sign_in(kEmail).status; }));
    }
    for (auto& one : parallel) {
        EXPECT_EQ(one.get(), 200);
    }
    EXPECT_EQ(count(kLive), 100);
    EXPECT_EQ(count(kRevoked), 16);
}

TEST_P(SessionsTest, SE05_EndsManyOthersAtOnce) {
    const auto sessions = sessions_of_one(1);
    insert_sessions(300);
    EXPECT_EQ(
        client().remove("/api/v1/auth/sessions", {{"authorization", sessions[0].bearer()}}).status,
        204);
    EXPECT_EQ(count(kLive), 1);
    EXPECT_EQ(count(kRevoked), 300);
    EXPECT_EQ(status_with_token(sessions[0]), 200);
}

TEST_P(SessionsTest, WhatHasEndedIsForgottenBehindTheNewestOfAnAccount) {
    const auto sessions = sessions_of_one(1);
    insert_sessions(300);
    const Person other = somebody();
    EXPECT_EQ(sign_out(other).status, 204);
    EXPECT_EQ(
        client().remove("/api/v1/auth/sessions", {{"authorization", sessions[0].bearer()}}).status,
        204);
    (void)person_of(sign_in(kEmail));
    EXPECT_EQ(count(kRows), 1 + 200 + 1 + 1) << "the oldest lives, 200 ended, a new one; another's";
    EXPECT_EQ(status_with_token(sessions[0]), 200);
    EXPECT_EQ(count(kRevoked), 301) << "their access tokens are refused as before";
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
