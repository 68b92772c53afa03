#include "services/user-service/admin/list_profiles.hpp"

#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

using ::testing::ElementsAre;

class ListProfilesTest : public ServiceFixture {
protected:
    testing::Response list(std::string_view query, std::string_view path = "/api/v1/users/") {
        return client().get(fmt::format("{}{}", path, query), as(admin));
    }
    std::vector<std::string> names(std::string_view query) {
        std::vector<std::string> found;
        for (const auto& entry : list(query).as<AdminProfilePage>().data)
            found.push_back(entry.name);
        return found;
    }

    testing::Identity admin = harness.somebody({"admin"});
};

TEST_P(ListProfilesTest, AC01_ForAdministratorsOnly) {
    const auto grace = person();
    EXPECT_EQ(client().get("/api/v1/users/", as(grace)).code(), "forbidden");
    EXPECT_EQ(client().get("/api/v1/users", as(grace)).status, 403);
    EXPECT_EQ(client().get("/api/v1/users/").status, 401);
    EXPECT_EQ(list("").status, 200);
    EXPECT_EQ(list("", "/api/v1/users").status, 200);
}

TEST_P(ListProfilesTest, FindsByThePrefixOfTheNameInAnyCase) {
    for (const char* name : {"Zoë", "ada Lovelace", "Ada Yonath", "Grace", "Ādam", "%", "_a"}) {
        person(name);
    }
    EXPECT_THAT(names("?q=ADA"), ElementsAre("ada Lovelace", "Ada Yonath"));
    EXPECT_THAT(names("?q=zoe%CC%88"), ElementsAre("Zoë"));
    EXPECT_THAT(names("?q=%25"), ElementsAre("%"));
    EXPECT_THAT(names("?q=nobody"), ElementsAre());
    EXPECT_EQ(names("").size(), 7U);
}

TEST_P(ListProfilesTest, PagesHoldEveryProfileOnce) {
    // Equal names, so that the second half of the key decides.
    for (int i = 0; i < 12; ++i)
        person(i < 9 ? "Same Name" : "Another");
    std::set<UserId> seen;
    std::string query = "?q=same&limit=4";
    for (int pages = 1; pages <= 3; ++pages) {
        const auto page = list(query).as<AdminProfilePage>();
        for (const auto& entry : page.data)
            EXPECT_TRUE(seen.insert(entry.id).second);
        ASSERT_EQ(page.next_cursor.has_value(), pages < 3);
        if (page.next_cursor) query = "?q=same&limit=4&cursor=" + *page.next_cursor;
    }
    EXPECT_EQ(seen.size(), 9U);
}

TEST_P(ListProfilesTest, IV09_ACursorBelongsToItsFilter) {
    for (int i = 0; i < 3; ++i)
        person("Same Name");
    const auto cursor = list("?q=same&limit=1").as<AdminProfilePage>().next_cursor.value();
    EXPECT_EQ(list("?q=same&cursor=" + cursor).status, 200);
    EXPECT_EQ(list("?q=sam&cursor=" + cursor).code(), "invalid_cursor");
    EXPECT_EQ(list("?cursor=" + cursor).code(), "invalid_cursor");
    EXPECT_EQ(list("?cursor=x").code(), "invalid_cursor");
    EXPECT_EQ(list("?q=a&q=b").status, 400);
    EXPECT_EQ(list("?limit=101").status, 422);
}

INSTANTIATE_ON_DATABASES(ListProfilesTest);

}  // namespace
}  // namespace gatehouse::user
