#include <thread>

#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

using ::testing::HasSubstr;

class MeTest : public ServiceFixture {
protected:
    void expect_refused(const testing::Identity& identity, std::string_view body,
                        std::string_view pointer) {
        const auto response = patch(identity, body);
        EXPECT_EQ(response.status, 422) << body << response.body;
        EXPECT_EQ(response.code(), "validation_failed");
        EXPECT_THAT(response.body, HasSubstr(fmt::format(R"("pointer":"{}")", pointer))) << body;
    }
};

TEST_P(MeTest, TheRegistrationMakesTheProfile) {
    const auto grace = person("Grace Hopper");
    const auto response = me(grace);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.body,
              fmt::format(R"({{"id":"{}","name":"Grace Hopper","bio":"","avatar_url":null,)"
                          R"("preferences":{{}},"updated_at":"2026-01-15T12:00:00.000Z"}})",
                          grace.user.text()));
    EXPECT_FALSE(response.header("etag").empty());
    EXPECT_EQ(response.header("cache-control"), "no-store");
}

TEST_P(MeTest, F18_TheEventAgainChangesNothing) {
    const auto grace = person("Grace Hopper");
    ASSERT_EQ(patch(grace, R"({"name":"Amazing Grace"})").status, 200);
    register_with_name(grace, "Grace Hopper");
    EXPECT_EQ(me(grace).as<ReadProfile>().name, "Amazing Grace");
}

TEST_P(MeTest, ReadingRightAfterRegisteringWaitsForTheEvent) {
    const auto grace = harness.somebody({});
    std::jthread late{[&] {
        std::this_thread::sleep_for(Milliseconds{100});
        register_with_name(grace, "Grace Hopper");
    }};
    EXPECT_EQ(me(grace).status, 200);
}

TEST_P(MeTest, WithoutTheEventItIsOverloaded) {
    const auto begin = std::chrono::steady_clock::now();
    const auto response = me(harness.somebody({}));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "overloaded");
    EXPECT_EQ(response.header("retry-after"), "1");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds{2});
}

TEST_P(MeTest, GD01_AnErasedPersonHasNoProfile) {
    const auto grace = person();
    const auto reader = person();
    harness.publish(contracts::UserErased{.user_id = grace.user, .erased_at = {}});
    EXPECT_EQ(client().get("/api/v1/users/" + grace.user.text(), as(reader)).status, 404);
}

TEST_P(MeTest, ChangesWhatIsNamed) {
    const auto grace = person();
    harness.clock().advance(std::chrono::seconds{5});
    const auto before = me(grace).header("etag");
    const auto response =
        patch(grace,
              R"({"name":"G. Hopper","bio":"Line\n\tone","avatar_url":"https://a.example/x.png"})");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto profile = response.as<ReadProfile>();
    EXPECT_EQ(profile.name, "G. Hopper");
    EXPECT_EQ(profile.bio, "Line\n\tone");
    EXPECT_EQ(profile.avatar_url, "https://a.example/x.png");
    EXPECT_EQ(profile.updated_at, harness.clock().now());
    EXPECT_NE(response.header("etag"), before);
    EXPECT_EQ(me(grace).body, response.body);
    EXPECT_EQ(me(grace).header("etag"), response.header("etag"));

    const auto cleared = patch(grace, R"({"bio":null,"avatar_url":null})").as<ReadProfile>();
    EXPECT_EQ(cleared.name, "G. Hopper");
    EXPECT_EQ(cleared.bio, "");
    EXPECT_EQ(cleared.avatar_url, std::nullopt);
}

TEST_P(MeTest, NeedsTheCurrentTag) {
    const auto grace = person();
    const auto tag = me(grace).header("etag");
    auto fields = as(grace);
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"x"})", fields).code(),
              "precondition_required");
    fields.emplace_back("if-match", tag);
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"x"})", fields).status, 200);
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"y"})", fields).code(),
              "precondition_failed");
    for (const char* wrong : {"\"x\"", "W/\"2\"", "2", ""}) {
        fields.back().second = wrong;
        const int status = client().patch("/api/v1/users/me", R"({"bio":"y"})", fields).status;
        EXPECT_TRUE(status == 412 || status == 428) << wrong << status;
    }
    EXPECT_EQ(me(grace).as<ReadProfile>().bio, "x");
    fields.back().second = "*";
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"y"})", fields).status, 200);
    fields.back().second = "\"x\", " + me(grace).header("etag");
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"z"})", fields).status, 200);
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"bio":"x"})", fields).status, 412);
}

TEST_P(MeTest, AnUnchangedProfileIsNotSentAgain) {
    const auto grace = person();
    auto fields = as(grace);
    fields.emplace_back("if-none-match", me(grace).header("etag"));
    const auto response = client().get("/api/v1/users/me", fields);
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(response.body, "");
}

TEST_P(MeTest, PreferencesAreMerged) {
    const auto grace = person();
    ASSERT_EQ(
        patch(grace, R"({"preferences":{"theme":"dark","mail":{"news":true,"tips":1.5}}})").status,
        200);
    const auto merged =
        patch(grace, R"({"preferences":{"mail":{"news":null,"digest":[1]},"new":{"a":null}}})")
            .as<ReadProfile>();
    EXPECT_EQ(merged.preferences.text(),
              R"({"theme":"dark","mail":{"tips":1.5,"digest":[1]},"new":{}})");
    EXPECT_EQ(patch(grace, R"({"preferences":null})").as<ReadProfile>().preferences.text(), "{}");
}

TEST_P(MeTest, XS02_AvatarsAreHttpsOnly) {
    const auto grace = person();
    for (const char* url :
         {"javascript:alert(1)", "data:image/png;base64,AA", "//x", "http://a.example/",
          "https://a@b.example/", "java\\tscript:x", "https://127.0.0.1/", "https://[::1]/",
          "https://2130706433/", "https://", ""}) {
        expect_refused(grace, fmt::format(R"({{"avatar_url":"{}"}})", url), "/avatar_url");
    }
    expect_refused(
        grace, fmt::format(R"({{"avatar_url":"https://a.example/{}"}})", std::string(2048, 'a')),
        "/avatar_url");
}

TEST_P(MeTest, BoundsAreThoseOfTheContract) {
    const auto grace = person();
    std::string name;
    for (int i = 0; i < 100; ++i)
        name += "ä";
    EXPECT_EQ(patch(grace, fmt::format(R"({{"name":"{}"}})", name)).status, 200);
    expect_refused(grace, fmt::format(R"({{"name":"{}x"}})", name), "/name");
    expect_refused(grace, R"({"name":""})", "/name");
    expect_refused(grace, R"({"name":null})", "/name");
    const std::string bio(2000, 'b');
    EXPECT_EQ(patch(grace, fmt::format(R"({{"bio":"{}"}})", bio)).status, 200);
    expect_refused(grace, fmt::format(R"({{"bio":"{}b"}})", bio), "/bio");
    expect_refused(grace, R"({"bio":"\u0007"})", "/bio");
    expect_refused(grace, R"({"bio":"a\rb"})", "/bio");
    expect_refused(grace, R"({"bio":"gnp.\u202Eexe"})", "/bio");
    EXPECT_EQ(patch(grace, R"({"bio":"one\r\ntwo \u200F"})").as<ReadProfile>().bio,
              "one\ntwo \u200F");
    const std::string half(9000, 'p');
    EXPECT_EQ(patch(grace, fmt::format(R"({{"preferences":{{"a":"{}"}}}})", half)).status, 200);
    // Small enough by itself, too large together with what is there.
    expect_refused(grace, fmt::format(R"({{"preferences":{{"b":"{}"}}}})", half), "/preferences");
    expect_refused(grace, R"({"preferences":[]})", "/preferences");
}

TEST_P(MeTest, IV06_OnlyTheMembersOfTheContract) {
    const auto grace = person();
    const auto tag = me(grace).header("etag");
    for (const char* member : {"id", "user_id", "role", "is_admin", "email_verified", "tenant_id",
                               "balance", "created_at", "updated_at", "version"}) {
        expect_refused(grace, fmt::format(R"({{"bio":"x","{}":"1"}})", member),
                       fmt::format("/{}", member));
    }
    EXPECT_EQ(me(grace).header("etag"), tag);
}

TEST_P(MeTest, XS01_TextIsKeptAsItIs) {
    const auto grace = person();
    for (const char* text : {"<script>alert(1)</script>", "' OR 1=1 --", "%' UNION SELECT 1 --"}) {
        EXPECT_EQ(patch(grace, fmt::format(R"({{"bio":{}}})", json::write(std::string{text})))
                      .as<ReadProfile>()
                      .bio,
                  text);
    }
}

TEST_P(MeTest, AC05_NeedsAToken) {
    EXPECT_EQ(client().get("/api/v1/users/me").status, 401);
    EXPECT_EQ(client().patch("/api/v1/users/me", "{}").status, 401);
    EXPECT_EQ(client().get("/api/v1/users/me", {{"x-user-id", person().user.text()}}).status, 401);
}

TEST_P(MeTest, SE03_ARevokedSessionIsRefused) {
    const auto grace = person();
    ASSERT_EQ(me(grace).status, 200);
    const auto token = as(grace);
    harness.run(harness.environment().revocations.apply(
        {{.session = grace.session,
          .forget_after = harness.clock().now() + std::chrono::hours{1}}}));
    EXPECT_EQ(client().get("/api/v1/users/me", token).status, 401);
}

INSTANTIATE_ON_DATABASES(MeTest);

}  // namespace
}  // namespace gatehouse::user
