#include "services/auth-service/keys/key_set.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeySetTest : public ServiceFixture {};

TEST_P(KeySetTest, KY01_PublishesPublicMembersOnly) {
    const auto response = client().get("/.well-known/jwks.json");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.header("cache-control"), "public, max-age=300");
    EXPECT_EQ(response.header("content-type"), "application/json");
    for (const char* member : {"kid", "alg", "use", "x", "y", "crv", "kty"}) {
        EXPECT_THAT(response.body, HasSubstr(fmt::format(R"("{}":)", member)));
    }
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
        EXPECT_THAT(response.body, Not(HasSubstr(fmt::format(R"("{}":)", member))));
    }
}

TEST_P(KeySetTest, ThePasswordPolicyIsPublic) {
    const auto response = client().get("/api/v1/auth/password/policy");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"min_length":12,"max_length":256,"min_score":3})");
}

INSTANTIATE_ON_DATABASES(KeySetTest);

}  // namespace
}  // namespace gatehouse::auth
