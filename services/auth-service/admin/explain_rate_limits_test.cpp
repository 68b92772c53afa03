#include "services/auth-service/admin/explain_rate_limits.hpp"

#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class ExplainRateLimitsTest : public AdminFixture {
protected:
    ExplainRateLimitsTest()
        : AdminFixture(quick_settings(), {.threads = 2}, {.login_per_minute = 30}) {}

    testing::Response explain(const Person& by, std::string_view id) {
        return client().get(fmt::format("/api/v1/auth/admin/rate-limits/explain?request_id={}", id),
                            as(by));
    }
    testing::Response try_with_id(std::string_view id) {
        return sign_in("ada@example.com", "not the right password",
                       {{"x-request-id", std::string{id}}});
    }
};

TEST_P(ExplainRateLimitsTest, TellsWhatWasDecidedAndNotWhoItWas) {
    const Person admin = make_admin("root@example.com");
    ASSERT_EQ(sign_up("ada@example.com").status, 201);
    for (int i = 0; i < 11; ++i) {
        try_with_id(fmt::format("try-{}", i));
    }
    const auto first = explain(admin, "try-0").as<RateLimitExplanation>();
    ASSERT_EQ(first.decisions.size(), 5U);
    const std::vector<std::string> policies{"general-ip", "login-ip", "account-stop", "account",
                                            "pairs-ip"};
    for (std::size_t i = 0; i < policies.size(); ++i) {
        EXPECT_EQ(first.decisions[i].policy, policies[i]);
        EXPECT_EQ(first.decisions[i].outcome, limits::Outcome::allowed);
    }
    EXPECT_EQ(first.decisions[1].key_kind, limits::KeyKind::client);
    EXPECT_EQ(first.decisions[1].key, "192.0.2.0/24");
    EXPECT_EQ(first.decisions[3].key_kind, limits::KeyKind::account);
    EXPECT_EQ(first.decisions[3].remaining, 9);
    EXPECT_EQ(first.decisions[3].key.size(), 16U);

    const auto text = explain(admin, "try-10");
    const auto last = text.as<RateLimitExplanation>();
    EXPECT_EQ(last.decisions.back().policy, "account");
    EXPECT_EQ(last.decisions.back().outcome, limits::Outcome::refused);
    EXPECT_EQ(last.decisions.back().retry_after_seconds, 90);
    EXPECT_EQ(last.decisions.back().window_seconds, 900);
    EXPECT_FALSE(text.body.contains("ada@example.com"));
    EXPECT_FALSE(text.body.contains("192.0.2.1"));
}

TEST_P(ExplainRateLimitsTest, UnknownIdsAreNotFound) {
    const Person admin = make_admin("root@example.com");
    EXPECT_EQ(explain(admin, "never-seen").status, 404);
    EXPECT_EQ(explain(admin, std::string(65, 'x')).status, 422);
    EXPECT_EQ(explain(admin, "").status, 422);
    EXPECT_EQ(client().get("/api/v1/auth/admin/rate-limits/explain", as(admin)).status, 422);
}

TEST_P(ExplainRateLimitsTest, AC01_IsForAdministrators) {
    ASSERT_EQ(try_with_id("known").status, 401);
    EXPECT_EQ(explain(somebody(), "known").status, 403);
    EXPECT_EQ(client().get("/api/v1/auth/admin/rate-limits/explain?request_id=known").status, 401);
}

INSTANTIATE_ON_DATABASES(ExplainRateLimitsTest);

}  // namespace
}  // namespace gatehouse::auth
