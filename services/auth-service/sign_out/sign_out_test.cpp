#include "services/auth-service/sign_out/sign_out.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class SignOutTest : public ServiceFixture {};

TEST_P(SignOutTest, SE03_EndsBothTokensAtOnce) {
    const Person person = somebody();
    const Person other = somebody();
    const auto response = sign_out(person);
    EXPECT_EQ(response.status, 204) << response.body;
    EXPECT_EQ(response.header("clear-site-data"), R"("cache", "cookies", "storage")");
    EXPECT_EQ(response.cookie("__Host-refresh"), "");
    EXPECT_THAT(response.all("set-cookie").front(), ::testing::HasSubstr("Max-Age=0"));
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).code(), "session_expired");
    EXPECT_EQ(status_with_token(other), 200);
}

TEST_P(SignOutTest, ABodyMayBeLeftOut) {
    const Person person = somebody();
    EXPECT_EQ(sign_out(person, "").status, 204);
    EXPECT_EQ(status_with_token(person), 401);
}

TEST_P(SignOutTest, IsIdempotent) {
    const Person person = somebody();
    ASSERT_EQ(sign_out(person).status, 204);
    EXPECT_EQ(sign_out(person).status, 204);
    EXPECT_EQ(sign_out(person, R"({"scope":"global"})").status, 204);
}

TEST_P(SignOutTest, WorksWithAnExpiredAccessToken) {
    const Person person = somebody();
    harness.clock().advance(std::chrono::minutes{20});
    ASSERT_EQ(status_with_token(person), 401);
    EXPECT_EQ(sign_out(person).status, 204);
    EXPECT_EQ(refresh(person).status, 401);
}

TEST_P(SignOutTest, SE04_EverywhereMeansAllSessions) {
    ASSERT_EQ(sign_up("all@example.com").status, 201);
    const Person here = person_of(sign_in("all@example.com"));
    const Person there = person_of(sign_in("all@example.com"));
    const Person somebody_else = somebody();
    EXPECT_EQ(sign_out(here, R"({"scope":"global"})").status, 204);
    for (const Person& person : {here, there}) {
        EXPECT_EQ(status_with_token(person), 401);
        EXPECT_EQ(refresh(person).status, 401);
    }
    EXPECT_EQ(status_with_token(somebody_else), 200);
}

TEST_P(SignOutTest, OthersKeepsThisSession) {
    ASSERT_EQ(sign_up("others@example.com").status, 201);
    const Person here = person_of(sign_in("others@example.com"));
    const Person there = person_of(sign_in("others@example.com"));
    const auto response = sign_out(here, R"({"scope":"others"})");
    EXPECT_EQ(response.status, 204);
    EXPECT_FALSE(response.cookie("__Host-refresh"));
    EXPECT_EQ(response.header("clear-site-data"), "");
    EXPECT_EQ(status_with_token(here), 200);
    EXPECT_EQ(refresh(here).status, 200);
    EXPECT_EQ(status_with_token(there), 401);
    ASSERT_EQ(sign_out(there, R"({"scope":"others"})").code(), "session_expired");
    EXPECT_EQ(refresh(here).status, 200);
}

TEST_P(SignOutTest, CS01_NeedsTheSessionsCsrfToken) {
    const Person person = somebody();
    const Person other = somebody();
    EXPECT_EQ(client()
                  .post("/api/v1/auth/logout", "{}",
                        cookie_fields(person.cookie, other.session.csrf_token))
                  .status,
              403);
    EXPECT_EQ(client()
                  .post("/api/v1/auth/logout", "{}",
                        {{"cookie", "__Host-refresh=" + person.cookie},
                         {"authorization", person.bearer()},
                         {"sec-fetch-site", "same-origin"}})
                  .status,
              403);
    EXPECT_EQ(client().post("/api/v1/auth/logout", "{}").status, 401);
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(SignOutTest, WithoutACookieTheAccessTokenWillDo) {
    const Person person = somebody();
    const auto by_token = [&] {
        return client().post("/api/v1/auth/logout", {}, {{"authorization", person.bearer()}});
    };
    EXPECT_EQ(by_token().status, 204);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(by_token().status, 204);
}

TEST_P(SignOutTest, JW10_WhatIsNoTokenIsNoCredential) {
    const auto sign_out_with = [&](std::string_view field) {
        return client().post("/api/v1/auth/logout", {}, {{"authorization", std::string{field}}});
    };
    for (const char* field : {"Bearer a b", "Bearer a,b", "Bearer \"a\"", "Bearer  a", "Bearer ",
                              "Bearer", "Basic YTpi"}) {
        const auto response = sign_out_with(field);
        EXPECT_EQ(response.status, 401) << field;
        EXPECT_EQ(response.code(), "session_expired") << field;
        EXPECT_EQ(response.header("clear-site-data"), "") << field;
    }
    EXPECT_EQ(sign_out_with("Bearer it-may-have-expired._~+/=").status, 204);
}

TEST_P(SignOutTest, UnknownScopesAreRefused) {
    const Person person = somebody();
    EXPECT_EQ(sign_out(person, R"({"scope":"galaxy"})").status, 422);
    EXPECT_EQ(sign_out(person, R"({"scope":1})").status, 422);
    EXPECT_EQ(sign_out(person, R"([])").status, 422);
    EXPECT_EQ(status_with_token(person), 200);
}

INSTANTIATE_ON_DATABASES(SignOutTest);

}  // namespace
}  // namespace gatehouse::auth
