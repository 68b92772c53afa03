#include "services/auth-service/sign_out/sign_out.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class SignOutTest : public ServiceFixture {
protected:
    testing::Response sign_out_by_token(std::string_view field, std::string_view body = {}) {
        return client().post("/api/v1/auth/logout", body, {{"authorization", std::string{field}}});
    }
};

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
    EXPECT_EQ(sign_out_by_token(person.bearer()).status, 204);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(sign_out_by_token(person.bearer()).status, 204);
}

TEST_P(SignOutTest, SE03_AnExpiredAccessTokenEndsItsSession) {
    const Person person = somebody();
    const Person other = somebody();
    harness.clock().advance(std::chrono::hours{24});
    ASSERT_EQ(status_with_token(person), 401);
    EXPECT_EQ(sign_out_by_token(person.bearer()).status, 204);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(refresh(other).status, 200);
    EXPECT_EQ(sign_out_by_token(person.bearer()).status, 204) << "has ended already";
    EXPECT_EQ(sign_out_by_token(person.bearer(), R"({"scope":"global"})").status, 204);
    EXPECT_EQ(sign_out_by_token(person.bearer(), R"({"scope":"others"})").code(),
              "session_expired");
}

TEST_P(SignOutTest, SE04_AnExpiredAccessTokenEndsAllSessions) {
    ASSERT_EQ(sign_up("all@example.com").status, 201);
    const Person here = person_of(sign_in("all@example.com"));
    const Person there = person_of(sign_in("all@example.com"));
    const Person somebody_else = somebody();
    harness.clock().advance(std::chrono::minutes{20});
    EXPECT_EQ(sign_out_by_token(here.bearer(), R"({"scope":"global"})").status, 204);
    for (const Person& person : {here, there}) {
        EXPECT_EQ(refresh(person).status, 401);
    }
    EXPECT_EQ(refresh(somebody_else).status, 200);
}

TEST_P(SignOutTest, SE04_AnOldAccessTokenEndsNothingThatItsSessionDidNotOpen) {
    ASSERT_EQ(sign_up("old@example.com").status, 201);
    const Person before = person_of(sign_in("old@example.com"));
    const Person kept = person_of(sign_in("old@example.com"));
    ASSERT_EQ(sign_out(before).status, 204);
    EXPECT_EQ(sign_out_by_token(before.bearer(), R"({"scope":"global"})").status, 204);
    EXPECT_EQ(status_with_token(kept), 200);
    // A session that has run out ends nothing either.
    const Person idle = person_of(sign_in("old@example.com"));
    harness.clock().advance(std::chrono::hours{24 * 8});
    const Person fresh = person_of(sign_in("old@example.com"));
    EXPECT_EQ(sign_out_by_token(idle.bearer(), R"({"scope":"global"})").status, 204);
    EXPECT_EQ(status_with_token(fresh), 200);
}

TEST_P(SignOutTest, JW10_WhatIsNoTokenIsNoCredential) {
    const Person person = somebody();
    std::string forged = person.bearer();
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    for (const std::string& field :
         {std::string{"Bearer a b"}, std::string{"Bearer a,b"}, std::string{"Bearer \"a\""},
          std::string{"Bearer  a"}, std::string{"Bearer "}, std::string{"Bearer"},
          std::string{"Basic YTpi"}, std::string{"Bearer x.y.z"},
          std::string{"Bearer it-may-have-expired._~+/="}, forged,
          "Bearer " + std::string(9000, 'a')}) {
        for (const char* body : {"", R"({"scope":"global"})", R"({"scope":"others"})"}) {
            const auto response = sign_out_by_token(field, body);
            EXPECT_EQ(response.status, 401) << field;
            EXPECT_EQ(response.code(), "session_expired") << field;
            EXPECT_EQ(response.header("clear-site-data"), "") << field;
        }
    }
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(SignOutTest, ACookieOfNobodysIsExpired) {
    for (const std::string& cookie :
         {std::string{"broken"}, std::string{}, std::string(70, 'A'), somebody().cookie + "A"}) {
        const testing::Fields here{{"cookie", "__Host-refresh=" + cookie},
                                   {"sec-fetch-site", "same-origin"},
                                   {"content-type", "application/json"}};
        const auto response = client().post("/api/v1/auth/logout", "{}", here);
        EXPECT_EQ(response.status, 204) << response.body;
        EXPECT_EQ(response.cookie("__Host-refresh"), "");
        for (const char* body : {R"({"scope":"global"})", R"({"scope":"others"})"}) {
            const auto refused = client().post("/api/v1/auth/logout", body, here);
            EXPECT_EQ(refused.code(), "session_expired") << body;
            EXPECT_EQ(refused.cookie("__Host-refresh"), "") << body;
        }
        testing::Fields elsewhere = here;
        elsewhere[1].second = "cross-site";
        const auto foreign = client().post("/api/v1/auth/logout", "{}", elsewhere);
        EXPECT_EQ(foreign.code(), "csrf_failed");
        EXPECT_FALSE(foreign.cookie("__Host-refresh"));
    }
}

TEST_P(SignOutTest, ACookieOfNobodysDoesNotHideTheAccessToken) {
    const Person person = somebody();
    const auto response = client().post("/api/v1/auth/logout", "{}",
                                        {{"cookie", "__Host-refresh=broken"},
                                         {"authorization", person.bearer()},
                                         {"sec-fetch-site", "same-origin"}});
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.cookie("__Host-refresh"), "");
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
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
