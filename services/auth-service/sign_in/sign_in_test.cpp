#include "services/auth-service/sign_in/sign_in.hpp"

#include <future>
#include <regex>
#include <set>
#include <thread>

#include <crypt.h>

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::StartsWith;

constexpr sql::Query kPasswordOf{"test_password_of", "SELECT password FROM users WHERE email = $1"};
constexpr sql::Query kSetPassword{"test_set_password",
                                  "UPDATE users SET password = $2 WHERE email = $1"};
constexpr sql::Query kSetRoles{
    "test_set_roles", "UPDATE users SET roles = $2, version = version + 1 WHERE email = $1"};
constexpr sql::Query kDisable{"test_disable",
                              "UPDATE users SET status = 'disabled' WHERE email = $1"};

constexpr sql::Query kSessions{"test_sessions", "SELECT ip FROM refresh_tokens"};

struct TextColumn {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TextColumn, (), (text))

/// Plain bcrypt, as other systems store it.
std::string bcrypt(const char* password, const char* setting) {
    crypt_data data{};
    return ::crypt_r(password, setting, &data);
}

class SignInTest : public ServiceFixture {
protected:
    std::string stored_password(std::string_view email) {
        return harness.run(harness.database().one<TextColumn>(kPasswordOf, std::string{email}))
            .text;
    }
    /// What a client can compare of two answers.
    static std::string shape(const testing::Response& response) {
        std::string text = std::to_string(response.status) + "\n";
        for (const auto& [name, value] : response.headers) {
            text += name + (name == "X-Request-Id" ? "" : ": " + value) + "\n";
        }
        return text + std::regex_replace(response.body, std::regex{R"("instance":"[^"]*")"}, "");
    }
};

TEST_P(SignInTest, EN01_UnknownWrongAndDisabledAreOneAnswer) {
    ASSERT_EQ(sign_up("known@example.com").status, 201);
    ASSERT_EQ(sign_up("disabled@example.com").status, 201);
    harness.run(harness.database().execute(kDisable, "disabled@example.com"));

    const auto wrong = sign_in("known@example.com", "not the right password");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.code(), "invalid_credentials");
    EXPECT_EQ(shape(sign_in("unknown@example.com", "not the right password")), shape(wrong));
    EXPECT_EQ(shape(sign_in("disabled@example.com")), shape(wrong));
}

TEST_P(SignInTest, PW10_HashesAreTaggedAndSalted) {
    ASSERT_EQ(sign_up("one@example.com").status, 201);
    ASSERT_EQ(sign_up("two@example.com").status, 201);
    EXPECT_THAT(stored_password("one@example.com"), StartsWith("$gh1$"));
    EXPECT_NE(stored_password("one@example.com").find("$2b$04$"), std::string::npos);
    EXPECT_NE(stored_password("one@example.com"), stored_password("two@example.com"));
}

TEST_P(SignInTest, PW10_AnOlderHashIsReplacedAtSignIn) {
    ASSERT_EQ(sign_up("old@example.com").status, 201);
    const std::string imported = bcrypt("imported password", "$2a$04$abcdefghijklmnopqrstuu");
    ASSERT_THAT(imported, StartsWith("$2a$04$"));
    harness.run(harness.database().execute(kSetPassword, "old@example.com", imported));
    EXPECT_EQ(sign_in("old@example.com", "something else").status, 401);
    EXPECT_THAT(stored_password("old@example.com"), StartsWith("$2a$"));
    EXPECT_EQ(sign_in("old@example.com", "imported password").status, 200);
    EXPECT_THAT(stored_password("old@example.com"), StartsWith("$gh1$"));
    EXPECT_EQ(sign_in("old@example.com", "imported password").status, 200);
}

TEST_P(SignInTest, PW10_ARaisedCostIsAppliedAtSignIn) {
    ASSERT_EQ(sign_up("old@example.com").status, 201);
    settings_.password.bcrypt_cost = 5;
    harness.restart();
    EXPECT_EQ(sign_in("old@example.com").status, 200);
    EXPECT_NE(stored_password("old@example.com").find("$2b$05$"), std::string::npos);
    EXPECT_EQ(sign_in("old@example.com").status, 200);
}

TEST_P(SignInTest, SE02_EachSignInIsANewSession) {
    const Person planted = somebody();
    ASSERT_EQ(sign_up("victim@example.com").status, 201);
    const auto fields = testing::Fields{{"cookie", "__Host-refresh=" + planted.cookie},
                                        {"x-csrf-token", planted.session.csrf_token},
                                        {"sec-fetch-site", "same-origin"}};
    const Person first = person_of(sign_in("victim@example.com", kPassword, fields));
    const Person second = person_of(sign_in("victim@example.com", kPassword, fields));
    EXPECT_NE(first.cookie, planted.cookie);
    EXPECT_NE(first.session.session.id, planted.session.session.id);
    EXPECT_NE(first.session.session.id, second.session.session.id);
    EXPECT_NE(first.session.csrf_token, planted.session.csrf_token);
    EXPECT_EQ(refresh(planted).status, 200);
}

TEST_P(SignInTest, SE01_RefreshTokensAreLongAndNeverTheSame) {
    ASSERT_EQ(sign_up("many@example.com").status, 201);
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i) {
        const Person person = person_of(sign_in("many@example.com"));
        EXPECT_GE(person.cookie.size(), 64U);
        EXPECT_TRUE(seen.insert(person.cookie).second);
    }
}

TEST_P(SignInTest, CK01_TheCookieIsBoundToTheHost) {
    ASSERT_EQ(sign_up("cookie@example.com").status, 201);
    const auto response = sign_in("cookie@example.com");
    const auto cookies = response.all("set-cookie");
    ASSERT_EQ(cookies.size(), 2U);
    EXPECT_TRUE(std::regex_match(
        cookies[0], std::regex{"__Host-refresh=[A-Za-z0-9_-]+; Path=/; Max-Age=604800; "
                               "HttpOnly; Secure; SameSite=Strict"}))
        << cookies[0];
    EXPECT_TRUE(std::regex_match(
        cookies[1], std::regex{"__Host-device=[A-Za-z0-9_-]+; Path=/; Max-Age=7776000; "
                               "HttpOnly; Secure; SameSite=Strict"}))
        << cookies[1];
    EXPECT_EQ(response.body.find(person_of(response).cookie), std::string::npos);
}

INSTANTIATE_ON_DATABASES(SignInTest);

/// One thread, so that a job can be kept waiting.
class SlowPoolTest : public ServiceFixture {
protected:
    SlowPoolTest() : ServiceFixture(quick_settings(), {.threads = 1}) {}

    /// Signs in, and has `change` happen after the account was read and before its password is
    /// checked.
    testing::Response sign_in_while(const std::function<void()>& change) {
        std::promise<void> release;
        std::promise<void> runs;
        pool->submit(
            harness.clock().steady_now() + std::chrono::minutes{1},
            [&runs, wait = release.get_future().share()] {
                runs.set_value();
                wait.wait();
                return 0;
            },
            [](const std::expected<int, crypto::HashFailure>&) {});
        runs.get_future().wait();
        auto response =
            std::async(std::launch::async, [this] { return sign_in("racing@example.com"); });
        // Behind the job that runs.
        while (pool->pending() < 2)
            std::this_thread::yield();
        change();
        release.set_value();
        return response.get();
    }
    std::size_t sessions() {
        return harness.run(harness.database().all<TextColumn>(kSessions)).size();
    }
};

TEST_P(SlowPoolTest, SE04_AnAccountDisabledMeanwhileGetsNoSession) {
    ASSERT_EQ(sign_up("racing@example.com").status, 201);
    const auto response = sign_in_while(
        [this] { harness.run(harness.database().execute(kDisable, "racing@example.com")); });
    EXPECT_EQ(response.code(), "invalid_credentials");
    EXPECT_EQ(sessions(), 1U);
}

TEST_P(SlowPoolTest, SE04_APasswordChangedMeanwhileOpensNoSession) {
    ASSERT_EQ(sign_up("racing@example.com").status, 201);
    const auto response = sign_in_while([this] {
        harness.run(harness.database().execute(kSetPassword, "racing@example.com",
                                               bcrypt("another", "$2a$04$abcdefghijklmnopqrstuu")));
    });
    EXPECT_EQ(response.code(), "invalid_credentials");
    EXPECT_EQ(sessions(), 1U);
}

TEST_P(SlowPoolTest, SE09_RolesLostMeanwhileAreNotInTheToken) {
    ASSERT_EQ(sign_up("racing@example.com").status, 201);
    harness.run(harness.database().execute(kSetRoles, "racing@example.com", "admin"));
    const auto response = sign_in_while(
        [this] { harness.run(harness.database().execute(kSetRoles, "racing@example.com", "")); });
    ASSERT_EQ(response.status, 200) << response.body;
    const Person person = person_of(response);
    EXPECT_TRUE(person.session.user.roles.empty());
    EXPECT_EQ(client().get("/api/v1/auth/admin/users", {{"authorization", person.bearer()}}).status,
              403);
}

TEST_P(SlowPoolTest, APasswordHashedAfreshMeanwhileStillSignsIn) {
    ASSERT_EQ(sign_up("racing@example.com").status, 201);
    const auto response = sign_in_while([this] {
        harness.run(
            harness.database().execute(kSetPassword, "racing@example.com",
                                       bcrypt(kPassword.data(), "$2a$04$abcdefghijklmnopqrstuu")));
    });
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(sessions(), 2U);
}

INSTANTIATE_ON_DATABASES(SlowPoolTest);

class BusyPoolTest : public ServiceFixture {
protected:
    BusyPoolTest() : ServiceFixture(quick_settings(), {.threads = 1, .queue = 1}) {}

    /// Keeps the pool's only thread and its only waiting place busy until `release` is set.
    void occupy(const std::shared_future<void>& release) {
        std::promise<void> runs;
        submit([release, &runs] {
            runs.set_value();
            release.wait();
            return 0;
        });
        runs.get_future().wait();
        submit([release] {
            release.wait();
            return 0;
        });
    }

private:
    template <class Work>
    void submit(Work work) {
        pool->submit(harness.clock().steady_now() + std::chrono::minutes{1}, std::move(work),
                     [](const std::expected<int, crypto::HashFailure>&) {});
    }
};

TEST_P(BusyPoolTest, DS05_AFullHashQueueIsAnsweredAtOnce) {
    ASSERT_EQ(sign_up("someone@example.com").status, 201);
    std::promise<void> release;
    occupy(release.get_future().share());
    const auto response = sign_in("someone@example.com");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "overloaded");
    EXPECT_GE(std::stoi(response.header("retry-after")), 1);
    EXPECT_EQ(sign_up("another@example.com").status, 503);
    release.set_value();
}

INSTANTIATE_ON_DATABASES(BusyPoolTest);

}  // namespace
}  // namespace gatehouse::auth
