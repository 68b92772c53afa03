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

INSTANTIATE_ON_DATABASES(ServiceTest);

}  // namespace
}  // namespace gatehouse::user
