#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

constexpr std::string_view kPath = "/api/v1/users/me/preferences";

class PreferencesTest : public ServiceFixture {
protected:
    testing::Response put(const testing::Identity& identity, std::string_view body) {
        auto fields = as(identity);
        fields.emplace_back("if-match", me(identity).header("etag"));
        return client().put(kPath, body, std::move(fields));
    }
};

TEST_P(PreferencesTest, AreReplacedAsAWhole) {
    const auto grace = person();
    EXPECT_EQ(client().get(kPath, as(grace)).body, "{}");
    const std::string wanted = R"({"theme":"dark","nested":{"list":[1,2.5,null,"é"]}})";
    ASSERT_EQ(put(grace, wanted).body, wanted);
    const auto response = put(grace, R"({"other": true})");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"other":true})");
    const auto read = client().get(kPath, as(grace));
    EXPECT_EQ(read.body, response.body);
    EXPECT_EQ(read.header("etag"), response.header("etag"));
    EXPECT_EQ(me(grace).header("etag"), response.header("etag"));
    EXPECT_EQ(me(grace).as<ReadProfile>().preferences.text(), response.body);
}

TEST_P(PreferencesTest, NeedTheCurrentTag) {
    const auto grace = person();
    auto fields = as(grace);
    EXPECT_EQ(client().put(kPath, "{}", fields).code(), "precondition_required");
    fields.emplace_back("if-match", "\"99\"");
    EXPECT_EQ(client().put(kPath, "{}", fields).code(), "precondition_failed");
}

TEST_P(PreferencesTest, AreAnObjectOfSixteenKibibytes) {
    const auto grace = person();
    const std::string text(16 * 1024 - 8, 'p');
    EXPECT_EQ(put(grace, fmt::format(R"({{"a":"{}"}})", text)).status, 200);
    EXPECT_EQ(put(grace, fmt::format(R"({{"a":"{}pp"}})", text)).status, 422);
    for (const char* body : {"[]", "null", "1", R"("x")", R"({"a":1e999})", R"({"a":"\u0000"})"}) {
        EXPECT_EQ(put(grace, body).status, 422) << body;
    }
    for (const char* body : {R"({"a":1,"a":2})", "{", "{}{}"}) {
        EXPECT_EQ(put(grace, body).status, 400) << body;
    }
}

INSTANTIATE_ON_DATABASES(PreferencesTest);

}  // namespace
}  // namespace gatehouse::user
