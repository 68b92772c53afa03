#include "platform/service/client_limits.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "platform/testing/fake_clock.hpp"
#include "platform/testing/http_client.hpp"
#include "platform/testing/seeded_random.hpp"

namespace gatehouse::service {
namespace {

/// A route and the policy that guards it.
constexpr http::Route guarded(std::string_view path, std::string_view limit) {
    return {
        .verb = http::Verb::post, .path = path, .access = http::Access::anonymous, .limit = limit};
}

class Things {
public:
    static constexpr http::Route kRoute = guarded("/api/v1/things", "");
    static constexpr http::Doc kDoc{"Do something"};
    Task<http::Reply<http::NoContent>> handle() { co_return http::NoContent{}; }
};

class LogIn {
public:
    static constexpr http::Route kRoute = guarded("/api/v1/login", "login");
    static constexpr http::Doc kDoc{"Sign in"};
    Task<http::Reply<http::NoContent>> handle() { co_return http::NoContent{}; }
};

class Odd {
public:
    static constexpr http::Route kRoute = guarded("/api/v1/odd", "surprise");
    static constexpr http::Doc kDoc{"Do something odd"};
    Task<http::Reply<http::NoContent>> handle() { co_return http::NoContent{}; }
};

http::PipelineSettings behind_proxy() {
    http::PipelineSettings settings;
    settings.trusted_proxies = {*http::Network::parse("10.0.0.0/8")};
    return settings;
}

class ClientLimitsTest : public ::testing::Test {
protected:
    explicit ClientLimitsTest(RateLimitMode mode = RateLimitMode::enforce)
        : limits(clock, random, metrics,
                 {.mode = mode, .requests_per_minute = 60, .login_per_minute = 20}) {
        router.limit_with(client_limits);
        router.add(things);
        router.add(login);
        loops.start();
    }
    ~ClientLimitsTest() override { loops.stop(); }

    int log_in(testing::Fields fields = {}) {
        return client.post("/api/v1/login", {}, std::move(fields)).status;
    }
    /// How many sign-ins are answered before one is refused.
    int budget(const testing::Fields& fields = {}) {
        int answered = 0;
        while (answered < 1'000 && log_in(fields) == 204) {
            ++answered;
        }
        return answered;
    }
    std::uint64_t count(std::string_view policy, std::string_view verdict) {
        return metrics.counters("rate_limit_decisions_total", "", {"policy", "verdict"})
            .with({policy, verdict})
            .value();
    }

    testing::FakeClock clock;
    testing::SeededRandom random{1};
    metrics::Registry metrics;
    RateLimits limits;
    ClientLimits client_limits{limits};
    Things things;
    LogIn login;
    Odd odd;
    http::Router router;
    async::Loops loops{1};
    testing::HttpClient client{router, loops, clock, random, behind_proxy()};
};

TEST_F(ClientLimitsTest, BF03_an_address_has_twenty_a_minute) {
    EXPECT_EQ(budget(), 20);
    clock.advance(Seconds{3});
    EXPECT_EQ(budget(), 1);
    clock.advance(Seconds{60});
    EXPECT_EQ(budget(), 20);
    client.set_peer("192.0.2.2");
    EXPECT_EQ(budget(), 20) << "another address has its own";
}

TEST_F(ClientLimitsTest, BF03_all_of_a_64_share_one_bucket) {
    int answered = 0;
    for (int i = 0; i < 1'000; ++i) {
        client.set_peer(fmt::format("2001:db8:1:2:{:x}::{:x}", i, i + 1));
        answered += log_in() == 204 ? 1 : 0;
    }
    EXPECT_EQ(answered, 20);
    client.set_peer("2001:db8:1:3::1");
    EXPECT_EQ(log_in(), 204);
}

TEST_F(ClientLimitsTest, BF06_headers_of_untrusted_clients_change_nothing) {
    int answered = 0;
    for (int i = 0; i < 200; ++i) {
        const auto address = fmt::format("198.51.100.{}", i);
        answered += log_in({{"x-forwarded-for", address},
                            {"forwarded", "for=" + address},
                            {"x-real-ip", address},
                            {"cf-connecting-ip", address},
                            {"true-client-ip", address}}) == 204
                        ? 1
                        : 0;
    }
    EXPECT_EQ(answered, 20);
}

TEST_F(ClientLimitsTest, BF06_behind_a_trusted_proxy_the_nearest_untrusted_hop_counts) {
    client.set_peer("10.0.0.1");
    int answered = 0;
    for (int i = 0; i < 200; ++i) {
        // What the client itself claims stands to the left of what the proxy saw.
        answered +=
            log_in({{"x-forwarded-for", fmt::format("198.51.100.{}, 203.0.113.9, 10.0.0.2", i)}}) ==
                    204
                ? 1
                : 0;
    }
    EXPECT_EQ(answered, 20);
    EXPECT_EQ(log_in({{"x-forwarded-for", "203.0.113.10"}}), 204);
}

TEST_F(ClientLimitsTest, BF06_unknown_addresses_share_one_bucket) {
    client.set_peer("");
    EXPECT_EQ(budget(), 20);
    client.set_peer("no address");
    EXPECT_EQ(budget(), 0);
}

TEST_F(ClientLimitsTest, BF09_every_spelling_that_reaches_the_action_spends_its_budget) {
    EXPECT_EQ(client.post("/api/v1/%6cogin").status, 204);
    EXPECT_EQ(client.post("/api/v1/login?").status, 204);
    EXPECT_EQ(budget(), 18);
    for (const char* path : {"/api/v1/login/", "//api/v1/login", "/api/v1/x/../login",
                             "/api/v1/%6cogin", "/API/v1/login"}) {
        const int status = client.post(path).status;
        EXPECT_TRUE(status == 429 || status == 400 || status == 404) << path << " " << status;
    }
}

TEST_F(ClientLimitsTest, BF10_a_refusal_says_which_policy_and_when) {
    budget();
    const auto refused = client.post("/api/v1/login");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), "rate_limited");
    EXPECT_EQ(refused.header("retry-after"), "3");
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("login-ip";q=20;w=60)");
    EXPECT_EQ(refused.header("ratelimit"), R"("login-ip";r=0;t=60)");
    EXPECT_NE(refused.body.find(R"("violated-policies":["login-ip"])"), std::string::npos);
}

TEST_F(ClientLimitsTest, AllRoutesTogetherHaveAGeneralPolicy) {
    int answered = 0;
    while (client.post("/api/v1/things").status == 204) {
        ++answered;
    }
    EXPECT_EQ(answered, 60);
    EXPECT_EQ(client.post("/api/v1/login").header("ratelimit-policy"), R"("general-ip";q=60;w=60)");
}

TEST_F(ClientLimitsTest, ADecisionIsExplained) {
    client.post("/api/v1/login", {}, {{"x-request-id", "first"}});
    budget();
    client.post("/api/v1/login", {}, {{"x-request-id", "last"}});
    const auto first = limits.explain("first");
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[1].policy->name, "login-ip");
    EXPECT_EQ(first[1].remaining, 19);
    EXPECT_EQ(masked_client(first[1].key), "192.0.2.0/24");
    const auto last = limits.explain("last");
    ASSERT_EQ(last.size(), 2U);
    EXPECT_EQ(last[1].outcome, limits::Outcome::refused);
    EXPECT_EQ(count("login-ip", "refused"), 2U);
    EXPECT_EQ(count("login-ip", "allowed"), 20U);
}

TEST_F(ClientLimitsTest, ARouteWithAnUnknownPolicyIsFoundAtTheStart) {
    EXPECT_NO_THROW(client_limits.check_routes(router));
    router.add(odd);
    EXPECT_THROW(client_limits.check_routes(router), std::logic_error);
}

class ShadowTest : public ClientLimitsTest {
protected:
    ShadowTest() : ClientLimitsTest(RateLimitMode::shadow) {}
};

TEST_F(ShadowTest, RefusesNothingAndCountsWhatItWouldRefuse) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(client.post("/api/v1/login", {}, {{"x-request-id", "same"}}).status, 204);
    }
    EXPECT_EQ(count("login-ip", "would_refuse"), 80U);
    EXPECT_EQ(count("login-ip", "refused"), 0U);
    EXPECT_EQ(limits.explain("same").back().outcome, limits::Outcome::would_refuse);
}

TEST(MaskedClient, HidesWhatTellsHouseholdsApart) {
    EXPECT_EQ(masked_client(ClientKey{"203.0.113.77"}.bytes()), "203.0.113.0/24");
    EXPECT_EQ(masked_client(ClientKey{"2001:db8:7:8::9"}.bytes()), "2001:db8:7::/48");
    EXPECT_EQ(masked_client(ClientKey{"::ffff:203.0.113.77"}.bytes()), "203.0.113.0/24");
    EXPECT_EQ(masked_client(ClientKey{""}.bytes()), "unknown");
}

}  // namespace
}  // namespace gatehouse::service
