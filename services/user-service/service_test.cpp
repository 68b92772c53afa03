#include "services/user-service/service.hpp"

#include "platform/testing/endpoint_table.hpp"
#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

class ServiceTest : public ServiceFixture {};

TEST_P(ServiceTest, TheReadmeListsItsEndpoints) {
    EXPECT_EQ(testing::documented_endpoints("services/user-service/README.md"),
              testing::endpoints_of(harness.router()));
}

TEST_P(ServiceTest, ProfilesSurviveARestart) {
    const auto grace = person("Grace Hopper");
    const auto before = me(grace).body;
    harness.restart();
    EXPECT_EQ(me(grace).body, before);
}

TEST_P(ServiceTest, ImportedAccountsHaveProfiles) {
    const auto registered = person("Grace Hopper");
    std::vector<testing::Identity> people;
    contracts::UsersImported event;
    for (std::size_t i = 0; i < contracts::UsersImported::kMost; ++i) {
        people.push_back(harness.somebody({}));
        event.users.push_back({people.back().user, fmt::format("Person {}", i),
                               harness.clock().now() - std::chrono::days{1000}});
    }
    event.users.push_back({registered.user, "Another Name", harness.clock().now()});
    harness.publish(event);
    harness.publish(event);
    for (std::size_t i = 0; i < people.size(); i += 33) {
        const auto answer = me(people[i]);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.as<ReadProfile>().name, fmt::format("Person {}", i));
        EXPECT_EQ(answer.as<ReadProfile>().preferences.text(), "{}");
        EXPECT_EQ(patch(people[i], R"({"bio":"new here"})").status, 200);
    }
    EXPECT_EQ(me(registered).as<ReadProfile>().name, "Grace Hopper") << "left as it was";
}

INSTANTIATE_ON_DATABASES(ServiceTest);

}  // namespace
}  // namespace gatehouse::user
