#include "services/auth-service/refresh/refresh.hpp"

#include <future>
#include <set>

#include "platform/crypto/encoding.hpp"
#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr sql::Query kRows{"test_rows", "SELECT id, generation, ended_at FROM refresh_tokens"};
constexpr sql::Query kDisable{"test_disable", "UPDATE users SET status = 'disabled'"};
constexpr sql::Query kForgetSalt{"test_forget_salt", "UPDATE refresh_tokens SET token = 'other'"};

struct Row {
    SessionId id;
    std::int64_t generation;
    std::optional<Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, generation, ended_at))

class RefreshTest : public ServiceFixture {
protected:
    Row only_row() { return harness.run(harness.database().one<Row>(kRows)); }

    /// Refreshes and keeps the new cookie; gives the one before.
    std::string rotate(Person& person) {
        const auto response = refresh(person);
        EXPECT_EQ(response.status, 200) << response.body;
        return std::exchange(person.cookie, response.cookie("__Host-refresh").value());
    }
    void expect_ended(const Person& person) {
        EXPECT_EQ(refresh(person).status, 401);
        EXPECT_EQ(status_with_token(person), 401);
        EXPECT_TRUE(only_row().ended_at.has_value());
    }
};

TEST_P(RefreshTest, RT01_EachUseGivesANewTokenInTheCookieOnly) {
    Person person = somebody();
    const auto response = refresh(person);
    ASSERT_EQ(response.status, 200) << response.body;
    const auto answer = response.as<RefreshAnswer>();
    EXPECT_EQ(answer.token_type, "Bearer");
    EXPECT_EQ(answer.expires_in, 900);
    EXPECT_EQ(answer.csrf_token, person.session.csrf_token);
    const auto cookie = response.cookie("__Host-refresh");
    ASSERT_TRUE(cookie);
    EXPECT_NE(*cookie, person.cookie);
    EXPECT_EQ(response.body.find(*cookie), std::string::npos);
    EXPECT_EQ(response.header("cache-control"), "no-store");
    EXPECT_EQ(client()
                  .get("/api/v1/auth/session", {{"authorization", "Bearer " + answer.access_token}})
                  .status,
              200);
}

TEST_P(RefreshTest, RT02_ReuseAfterTheGraceTimeEndsTheSession) {
    Person person = somebody();
    const std::string old = rotate(person);
    harness.clock().advance(seconds{11});
    const auto response = refresh(old, person.session.csrf_token);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(response.code(), "refresh_token_reused");
    EXPECT_EQ(response.cookie("__Host-refresh"), "");
    expect_ended(person);
}

TEST_P(RefreshTest, RT03_ParallelUseNeverForks) {
    Person person = somebody();
    for (int round = 0; round < 50; ++round) {
        std::vector<std::future<testing::Response>> parallel;
        for (int i = 0; i < 64; ++i) {
            parallel.push_back(
                std::async(std::launch::async, [this, &person] { return refresh(person); }));
        }
        std::set<std::string> successors;
        for (auto& one : parallel) {
            const auto response = one.get();
            ASSERT_EQ(response.status, 200) << round << response.body;
            successors.insert(response.cookie("__Host-refresh").value());
        }
        ASSERT_EQ(successors.size(), 1U) << round;
        ASSERT_NE(*successors.begin(), person.cookie);
        person.cookie = *successors.begin();
        ASSERT_EQ(only_row().generation, round + 1);
    }
    EXPECT_FALSE(only_row().ended_at);
}

TEST_P(RefreshTest, RT04_ALostAnswerIsRecovered) {
    Person person = somebody();
    const std::string old = rotate(person);
    harness.clock().advance(seconds{10});
    const auto again = refresh(old, person.session.csrf_token);
    ASSERT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.cookie("__Host-refresh"), person.cookie);
    EXPECT_EQ(only_row().generation, 1);
    rotate(person);
}

TEST_P(RefreshTest, RT05_GraceCoversTheDirectPredecessorOnly) {
    Person person = somebody();
    const std::string grandparent = rotate(person);
    rotate(person);
    const auto response = refresh(grandparent, person.session.csrf_token);
    EXPECT_EQ(response.code(), "refresh_token_reused");
    expect_ended(person);
}

TEST_P(RefreshTest, RT05_AClockSetBackGivesNoEndlessGrace) {
    Person person = somebody();
    const std::string old = rotate(person);
    harness.clock().set_wall(harness.clock().now() - std::chrono::hours{1});
    EXPECT_EQ(refresh(old, person.session.csrf_token).code(), "refresh_token_reused");
}

TEST_P(RefreshTest, RT06_DeadStaysDeadAfterARestart) {
    const Person person = somebody();
    ASSERT_EQ(sign_out(person).status, 204);
    harness.restart();
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(status_with_token(person), 401);
}

TEST_P(RefreshTest, RT07_WithoutCsrfProofNothingIsRotated) {
    Person person = somebody();
    const Person other = somebody();
    const std::string& csrf = person.session.csrf_token;
    std::string flipped = csrf;
    flipped.front() = flipped.front() == 'A' ? 'B' : 'A';
    for (const std::string& token : {std::string{}, flipped, other.session.csrf_token,
                                     person.cookie, person.session.access_token}) {
        const auto response = refresh(person.cookie, token);
        EXPECT_EQ(response.status, 403) << token;
        EXPECT_EQ(response.code(), "csrf_failed");
        EXPECT_FALSE(response.cookie("__Host-refresh"));
    }
    for (const char* site : {"cross-site", "same-site", "nonsense"}) {
        auto fields = cookie_fields(person.cookie, csrf);
        fields[2].second = site;
        EXPECT_EQ(client().post("/api/v1/auth/refresh", {}, fields).code(), "csrf_failed");
    }
    auto silent = cookie_fields(person.cookie, csrf);
    silent.erase(silent.begin() + 2);
    EXPECT_EQ(client().post("/api/v1/auth/refresh", {}, silent).code(), "csrf_failed");
    rotate(person);
}

TEST_P(RefreshTest, RT08_ADisabledAccountCannotRefresh) {
    const Person person = somebody();
    harness.run(harness.database().execute(kDisable));
    EXPECT_EQ(refresh(person).code(), "session_expired");
    EXPECT_TRUE(only_row().ended_at);
}

TEST_P(RefreshTest, RT08_NothingOutlivesTheAbsoluteEnd) {
    Person person = somebody();
    for (int i = 0; i < 29; ++i) {
        harness.clock().advance(days{1});
        rotate(person);
    }
    harness.clock().advance(days{1} - std::chrono::minutes{5});
    const auto response = refresh(person);
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.as<RefreshAnswer>().expires_in, 300);
    EXPECT_THAT(response.all("set-cookie").front(), ::testing::HasSubstr("; Max-Age=300;"));
}

TEST_P(RefreshTest, RT09_GarbageIsRefusedAndChangesNothing) {
    const Person person = somebody();
    for (std::size_t index = 0; index < person.cookie.size(); index += 3) {
        std::string changed = person.cookie;
        changed[index] = changed[index] == 'A' ? 'B' : 'A';
        const auto response = refresh(changed, person.session.csrf_token);
        EXPECT_EQ(response.status, 401) << index;
        EXPECT_EQ(response.code(), "session_expired") << index;
    }
    for (const std::string& garbage :
         {std::string{}, std::string{"x"}, std::string(70, 'A'), std::string(4000, 'A'),
          person.cookie + "A", person.cookie.substr(1), person.session.access_token}) {
        EXPECT_EQ(refresh(garbage, person.session.csrf_token).status, 401) << garbage;
    }
    EXPECT_EQ(only_row().generation, 0);
    EXPECT_EQ(refresh(person).status, 200);
}

TEST_P(RefreshTest, RT09_ATokenMadeWithoutTheRowEndsTheSession) {
    const Person person = somebody();
    harness.run(harness.database().execute(kForgetSalt));
    EXPECT_EQ(refresh(person).code(), "session_expired");
    EXPECT_TRUE(only_row().ended_at);
}

TEST_P(RefreshTest, SE06_IdleSessionsEnd) {
    const Person person = somebody();
    harness.clock().advance(days{7} + seconds{1});
    EXPECT_EQ(refresh(person).code(), "session_expired");
}

TEST_P(RefreshTest, SE06_RefreshedDailyASessionEndsAfterThirtyDays) {
    Person person = somebody();
    for (int i = 0; i < 29; ++i) {
        harness.clock().advance(days{1});
        rotate(person);
    }
    harness.clock().advance(days{1} + seconds{1});
    EXPECT_EQ(refresh(person).code(), "session_expired");
}

TEST_P(RefreshTest, CK02_ARepeatedCookieIsNone) {
    const Person person = somebody();
    const Person other = somebody();
    auto fields = cookie_fields(person.cookie, person.session.csrf_token);
    fields[0].second += "; __Host-refresh=" + other.cookie;
    EXPECT_EQ(client().post("/api/v1/auth/refresh", {}, fields).status, 401);
    EXPECT_EQ(refresh(person).status, 200);
}

TEST_P(RefreshTest, CS01_TheCsrfTokenIsBoundToTheSession) {
    const Person person = somebody();
    const auto get_csrf = [this](std::string_view cookie) {
        return client().get("/api/v1/auth/csrf",
                            {{"cookie", fmt::format("__Host-refresh={}", cookie)}});
    };
    const auto response = get_csrf(person.cookie);
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.body, fmt::format(R"({{"csrf_token":"{}"}})", person.session.csrf_token));
    EXPECT_EQ(get_csrf("garbage").code(), "session_expired");
    EXPECT_EQ(client().get("/api/v1/auth/csrf").status, 401);
    EXPECT_NE(somebody().session.csrf_token, person.session.csrf_token);
}

TEST_P(RefreshTest, TK01_NoTokenServesAnotherPurpose) {
    const Person person = somebody();
    const std::string& access = person.session.access_token;
    const std::string& csrf = person.session.csrf_token;
    EXPECT_EQ(refresh(access, csrf).status, 401);
    EXPECT_EQ(refresh(csrf, csrf).status, 401);
    EXPECT_EQ(refresh(person.cookie, access).status, 403);
    EXPECT_EQ(refresh(person.cookie, person.cookie).status, 403);
    for (const std::string& token : {person.cookie, csrf}) {
        EXPECT_EQ(
            client().get("/api/v1/auth/session", {{"authorization", "Bearer " + token}}).status,
            401);
    }
    for (const std::string& token : {access, csrf, person.cookie}) {
        EXPECT_EQ(
            client()
                .get("/api/v1/auth/sessions?cursor=" + token, {{"authorization", person.bearer()}})
                .status,
            400);
    }
    EXPECT_EQ(refresh(person).status, 200);
}

TEST_P(RefreshTest, ABodyIsRefused) {
    const Person person = somebody();
    EXPECT_EQ(client()
                  .post("/api/v1/auth/refresh", R"({"x":1})",
                        cookie_fields(person.cookie, person.session.csrf_token))
                  .status,
              400);
}

INSTANTIATE_ON_DATABASES(RefreshTest);

}  // namespace
}  // namespace gatehouse::auth
