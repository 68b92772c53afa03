#include "services/user-service/directory/public_profiles.hpp"

#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

class DirectoryTest : public ServiceFixture {
protected:
    testing::Response batch(const testing::Identity& reader, const std::vector<UserId>& ids) {
        return client().post("/api/v1/users/batch-get", json::write(BatchGetRequest{ids}),
                             as(reader));
    }
};

TEST_P(DirectoryTest, AC02_ShowsOnlyWhatIsPublic) {
    const auto grace = person();
    ASSERT_EQ(patch(grace, R"({"bio":"Rear admiral","preferences":{"secret":1}})").status, 200);
    const auto response = client().get("/api/v1/users/" + grace.user.text(), as(person()));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(
        response.body,
        fmt::format(R"({{"id":"{}","name":"Grace Hopper","bio":"Rear admiral","avatar_url":null}})",
                    grace.user.text()));
}

TEST_P(DirectoryTest, EN06_UnknownAndImpossibleIdsAreOneAnswer) {
    const auto reader = person();
    for (const char* id : {"0197c000-0000-7000-8000-000000000000", "1", "x", "-1"}) {
        const auto response = client().get(fmt::format("/api/v1/users/{}", id), as(reader));
        EXPECT_EQ(response.status, 404) << id;
        EXPECT_EQ(response.code(), "not_found");
    }
}

TEST_P(DirectoryTest, ABatchKeepsTheOrderAndLeavesOutTheUnknown) {
    const auto ada = person("Ada");
    const auto grace = person("Grace");
    const auto unknown = harness.somebody();
    const auto answer =
        batch(ada, {grace.user, unknown.user, ada.user, grace.user}).as<BatchGetAnswer>();
    ASSERT_EQ(answer.data.size(), 2U);
    EXPECT_EQ(answer.data[0].name, "Grace");
    EXPECT_EQ(answer.data[1].name, "Ada");
    EXPECT_EQ(batch(ada, {}).body, R"({"data":[]})");
}

TEST_P(DirectoryTest, ABatchHasAtMostAHundred) {
    const auto ada = person();
    EXPECT_EQ(batch(ada, std::vector<UserId>(100, ada.user)).as<BatchGetAnswer>().data.size(), 1U);
    EXPECT_EQ(batch(ada, std::vector<UserId>(101, ada.user)).code(), "validation_failed");
    EXPECT_EQ(client().post("/api/v1/users/batch-get", R"({"ids":["x"]})", as(ada)).status, 422);
}

TEST_P(DirectoryTest, AC05_NeedsAToken) {
    const auto grace = person();
    EXPECT_EQ(client().get("/api/v1/users/" + grace.user.text()).status, 401);
    EXPECT_EQ(client().post("/api/v1/users/batch-get", R"({"ids":[]})").status, 401);
}

INSTANTIATE_ON_DATABASES(DirectoryTest);

}  // namespace
}  // namespace gatehouse::user
