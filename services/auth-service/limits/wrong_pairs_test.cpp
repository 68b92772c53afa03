#include "services/auth-service/limits/wrong_pairs.hpp"

#include "services/auth-service/limits/limits_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class WrongPairsTest : public LimitsFixture {
protected:
    testing::Response attempt(int account, std::string_view password) {
        return sign_in(fmt::format("target{}@example.com", account), password);
    }
    std::uint64_t sprayed() {
        return harness.metrics()
            .counters("auth_password_spray_attempts_total", "")
            .with({})
            .value();
    }
};

TEST_P(WrongPairsTest, BF04_OnePasswordOnManyAccountsFromOneAddressIsStopped) {
    const int before = hashed();
    for (int i = 0; i < 500; ++i) {
        const auto answer = attempt(i, "Summer2026!Summer");
        EXPECT_EQ(answer.status, i < 15 ? 401 : 429);
    }
    EXPECT_EQ(hashed() - before, 15);
    const auto refused = attempt(1'000, "Summer2026!Summer");
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("pairs-ip";q=15;w=10800)");
    client().set_peer("192.0.2.77");
    EXPECT_EQ(attempt(1'000, "Summer2026!Summer").status, 401) << "another address";
}

TEST_P(WrongPairsTest, BF04_ParallelPairsDoNotGetPast) {
    const int before = hashed();
    const auto answers =
        in_parallel(200, [this](int i) { return attempt(i, "Summer2026!Summer"); });
    EXPECT_EQ(count_status(answers, 401), 15U);
    EXPECT_EQ(hashed() - before, 15);
}

TEST_P(WrongPairsTest, BF04_TheSameWrongPairAgainCostsNothingMore) {
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(attempt(0, kWrong).status, 401);
    }
    for (int i = 1; i < 15; ++i) {
        EXPECT_EQ(attempt(i, kWrong).status, 401);
    }
    EXPECT_EQ(attempt(15, kWrong).status, 429);
    EXPECT_EQ(attempt(0, kWrong).status, 401);
}

TEST_P(WrongPairsTest, BF04_PeopleWhoSignInCostNothing) {
    for (int i = 0; i < 40; ++i) {
        ASSERT_EQ(sign_up(fmt::format("target{}@example.com", i)).status, 201);
        EXPECT_EQ(attempt(i, kPassword).status, 200);
    }
    for (int i = 0; i < 15; ++i) {
        EXPECT_EQ(attempt(i, kWrong).status, 401);
    }
    EXPECT_EQ(attempt(16, kPassword).status, 429);
}

TEST_P(WrongPairsTest, BF02_AKnownBrowserDoesNotSufferFromItsNeighbours) {
    const auto known = device_of(sign_up("ada@example.com"));
    for (int i = 0; i < 20; ++i) {
        attempt(i, kWrong);
    }
    EXPECT_EQ(sign_in("ada@example.com").status, 429);
    EXPECT_EQ(sign_in("ada@example.com", kPassword, known).status, 200);
}

TEST_P(WrongPairsTest, BF04_OnePasswordOnManyAccountsFromManyAddressesIsNoticed) {
    for (int i = 0; i < 30; ++i) {
        try_from_anywhere(fmt::format("target{}@example.com", i), "Summer2026!Summer");
        try_from_anywhere(fmt::format("target{}@example.com", i), fmt::format("own guess {}", i));
        try_from_anywhere("target0@example.com", "Summer2026!Summer");
    }
    EXPECT_EQ(sprayed(), 0U) << "the same account again is no further account";
    for (int i = 30; i < 500; ++i) {
        EXPECT_EQ(
            try_from_anywhere(fmt::format("target{}@example.com", i), "Summer2026!Summer").status,
            401);
    }
    EXPECT_EQ(sprayed(), 470U);
    int logged = 0;
    for (const auto& line : harness.log().lines()) {
        logged += line.contains("tried on many accounts") ? 1 : 0;
        EXPECT_FALSE(line.contains("Summer2026")) << line;
    }
    EXPECT_EQ(logged, 1);
}

INSTANTIATE_ON_DATABASES(WrongPairsTest);

}  // namespace
}  // namespace gatehouse::auth
