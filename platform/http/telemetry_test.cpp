#include <gtest/gtest.h>

#include "platform/http/server_fixture_test.hpp"
#include "platform/log/logger.hpp"
#include "platform/metrics/registry.hpp"

namespace gatehouse::http::test {
namespace {

using gatehouse::testing::HttpClient;

class Observed : public ::testing::Test {
protected:
    Observed() { loops_.start(); }

    async::Loops loops_{1};
    gatehouse::testing::FakeClock clock_;
    gatehouse::testing::SeededRandom random_;
    Endpoints all_;
    metrics::Registry registry_;
    metrics::HttpServerMetrics metrics_{registry_, "http"};
    log::MemorySink sink_;
    log::Logger log_{sink_, clock_, {.service = "test"}};
    HttpClient client_{all_.router, loops_, clock_, random_, {}, {&metrics_, &log_}};
};

TEST_F(Observed, MT01_labels_are_templates_and_known_methods) {
    for (int i = 0; i < 20; ++i) {
        client_.get("/api/v1/things/" + std::to_string(i));
        client_.get("/nothing/" + std::to_string(i));
        client_.send("BREW" + std::to_string(i), "/pot");
    }
    client_.send("HEAD", "/livez");
    const auto text = registry_.text();
    EXPECT_NE(text.find(R"(http_route="/api/v1/things/{id}",http_response_status_code="404")"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"(http_request_method="_OTHER",http_response_status_code="404")"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"(http_request_method="HEAD",http_route="/livez")"), std::string::npos);
    EXPECT_EQ(text.find("BREW"), std::string::npos);
    EXPECT_EQ(text.find("/nothing"), std::string::npos);
    EXPECT_NE(text.find("http_server_active_requests{url_scheme=\"http\"} 0"), std::string::npos)
        << text;
}

TEST_F(Observed, EachRequestIsOneLineWithoutItsQuery) {
    client_.get("/api/v1/things?limit=1&q=secret-query",
                {{"X-Request-Id", "id-1"}, {"User-Agent", "a\"b\x1b"}});
    client_.get("/livez");
    ASSERT_EQ(sink_.lines().size(), 1U);
    EXPECT_TRUE(sink_.contains(R"("http.request.id":"id-1")")) << sink_.lines().front();
    EXPECT_TRUE(sink_.contains(R"("url.path":"/api/v1/things")"));
    EXPECT_FALSE(sink_.contains("secret-query"));
}

TEST_F(Observed, FailuresAreLoggedWithTheRequestId) {
    const auto failed = client_.get("/api/v1/fail?how=bug");
    EXPECT_TRUE(sink_.contains("secret detail"));
    EXPECT_TRUE(sink_.contains(failed.header("x-request-id")));
    client_.get("/api/v1/fail?how=unavailable");
    EXPECT_TRUE(sink_.contains("10.0.0.7"));
}

TEST_F(Observed, LG01_credentials_are_not_logged) {
    client_.get("/api/v1/admin", {{"Authorization", "Bearer canary-token"},
                                  {"Cookie", "__Host-refresh=canary-cookie"},
                                  {"X-CSRF-Token", "canary-csrf"}});
    client_.post("/api/v1/things", R"({"name":"canary-body","size":"x"})");
    EXPECT_EQ(sink_.lines().size(), 2U);
    EXPECT_FALSE(sink_.contains("canary"));
}

}  // namespace
}  // namespace gatehouse::http::test
