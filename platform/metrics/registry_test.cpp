#include "platform/metrics/registry.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "platform/metrics/http_server.hpp"
#include "platform/metrics/process.hpp"

namespace gatehouse::metrics {
namespace {

bool has_line(const std::string& text, std::string_view line) {
    std::istringstream lines{text};
    for (std::string one; std::getline(lines, one);) {
        if (one == line) return true;
    }
    return false;
}

double value_of(const std::string& text, const std::string& series) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(series + " ")) return std::stod(line.substr(series.size() + 1));
    }
    ADD_FAILURE() << "no " << series << " in\n" << text;
    return -1;
}

TEST(RegistryTest, WritesTheTextFormat) {
    Registry registry;
    registry.counters("mails_sent_total", "Mails handed over.", {"channel", "outcome"})
        .with({"smtp", "a\"b\\c\n"})
        .add(3);
    registry.gauges("queue_depth", "Waiting.").with({}).set(2.5);
    registry.up_down_counters("open_things", "Open.").with({}).add(-2);
    constexpr std::array kBounds{0.5, 1.0};
    auto& histogram = registry.histograms("wait_seconds", "Waited.", {"pool"}, kBounds).with({"p"});
    histogram.observe(0.25);
    histogram.observe(3);
    const std::string text = registry.text();
    for (const std::string_view line :
         {"# HELP mails_sent_total Mails handed over.", "# TYPE mails_sent_total counter",
          R"(mails_sent_total{channel="smtp",outcome="a\"b\\c\n"} 3)", "# TYPE queue_depth gauge",
          "queue_depth 2.5", "open_things -2", "# TYPE wait_seconds histogram",
          R"(wait_seconds_bucket{pool="p",le="0.5"} 1)",
          R"(wait_seconds_bucket{pool="p",le="1"} 1)",
          R"(wait_seconds_bucket{pool="p",le="+Inf"} 2)", R"(wait_seconds_count{pool="p"} 2)",
          R"(wait_seconds_sum{pool="p"} 3.25)"}) {
        EXPECT_TRUE(has_line(text, line)) << line << "\nin\n" << text;
    }
}

TEST(RegistryTest, OneNameIsOneFamily) {
    Registry registry;
    auto& first = registry.counters("a_total", "A.", {"x"});
    EXPECT_EQ(&first, &registry.counters("a_total", "A.", {"x"}));
    EXPECT_EQ(&first.with({"1"}), &first.with({"1"}));
    EXPECT_NE(&first.with({"1"}), &first.with({"2"}));
    EXPECT_THROW(registry.counters("a_total", "A.", {"y"}), std::logic_error);
    EXPECT_THROW(registry.gauges("a_total", "A.", {"x"}), std::logic_error);
}

TEST(RegistryTest, RefusesBadNames) {
    Registry registry;
    EXPECT_THROW(registry.counters("things", "No suffix."), std::logic_error);
    EXPECT_THROW(registry.gauges("a b", "Space."), std::logic_error);
    EXPECT_THROW(registry.gauges("1a", "Digit."), std::logic_error);
    EXPECT_THROW(registry.gauges("a", "Label.", {"x-y"}), std::logic_error);
    EXPECT_THROW((void)registry.gauges("b", "Values.", {"x"}).with({}), std::invalid_argument);
}

TEST(RegistryTest, MT01_BoundsTheNumberOfSeries) {
    Registry registry;
    auto& family = registry.counters("a_total", "A.", {"id", "kind"});
    for (int i = 0; i < 10'000; ++i)
        family.with({std::to_string(i), "k"}).add();
    const std::string text = registry.text();
    EXPECT_EQ(std::ranges::count(text, '\n'),
              static_cast<std::ptrdiff_t>(FamilyBase::kMaxSeries) + 3);
    EXPECT_TRUE(has_line(text, R"(a_total{id="_OTHER",kind="_OTHER"} 9000)"));
    EXPECT_TRUE(has_line(text, R"(a_total{id="7",kind="k"} 1)"));
}

TEST(RegistryTest, ReadsValuesWhenAsked) {
    Registry registry;
    double depth = 1;
    registry.on_read([&depth](Readings& out) {
        out.add(Type::gauge, "pool_depth", "Depth.", depth, {{"pool", "a"}});
        out.add(Type::gauge, "pool_depth", "Depth.", depth + 1, {{"pool", "b"}});
        out.add(Type::counter, "pool_drops_total", "Drops.", 4);
    });
    depth = 7;
    const std::string text = registry.text();
    EXPECT_TRUE(has_line(text, R"(pool_depth{pool="a"} 7)"));
    EXPECT_TRUE(has_line(text, R"(pool_depth{pool="b"} 8)"));
    EXPECT_TRUE(has_line(text, "# TYPE pool_drops_total counter"));
}

TEST(RegistryTest, IsReadWhileItIsWritten) {
    Registry registry;
    auto& family = registry.histograms("wait_seconds", "Waited.", {"x"});
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&family, t] {
                for (int i = 0; i < 500; ++i)
                    family.with({std::to_string(i % 7 + t)}).observe(0.1);
            });
        }
        for (int i = 0; i < 20; ++i)
            EXPECT_FALSE(registry.text().empty());
    }
    EXPECT_TRUE(has_line(registry.text(), R"(wait_seconds_count{x="0"} 72)"));
}

TEST(ProcessMetrics, TellAboutThisProcess) {
    Registry registry;
    add_process_metrics(registry);
    add_build_info(registry, "auth-service", "1.2.3", "abc");
    const std::string text = registry.text();
    EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1'000'000);
    EXPECT_GT(value_of(text, "process_virtual_memory_bytes"), 1'000'000);
    EXPECT_GE(value_of(text, "process_open_fds"), 3);
    EXPECT_GE(value_of(text, "process_max_fds"), value_of(text, "process_open_fds"));
    EXPECT_GE(value_of(text, "process_threads"), 1);
    EXPECT_GE(value_of(text, "process_cpu_seconds_total"), 0);
    EXPECT_GT(value_of(text, "process_start_time_seconds"), 1.6e9);
    EXPECT_EQ(value_of(text, R"(build_info{version="1.2.3",revision="abc"})"), 1);
    EXPECT_EQ(value_of(text, R"(target_info{service_name="auth-service",service_version="1.2.3"})"),
              1);
}

TEST(HttpServerMetricsTest, FollowsTheConventions) {
    Registry registry;
    HttpServerMetrics metrics{registry, "https"};
    auto& route = metrics.route("GET", "/api/v1/users/{id}");
    EXPECT_EQ(&route, &metrics.route("GET", "/api/v1/users/{id}"));
    metrics.active().add(1);
    route.answered(200, 0.004, 0, 100);
    route.answered(200, 0.02, 0, 200);
    route.answered(503, 20, 10, 300);
    metrics.route("BREW", "").answered(405, 0.001, 0, 0);
    const std::string text = registry.text();
    const std::string get = R"({http_request_method="GET",http_route="/api/v1/users/{id}",)";
    const std::string name = "http_server_request_duration_seconds";
    EXPECT_EQ(
        value_of(text, name + "_bucket" + get +
                           R"(http_response_status_code="200",url_scheme="https",le="0.005"})"),
        1);
    EXPECT_EQ(value_of(text, name + "_count" + get +
                                 R"(http_response_status_code="200",url_scheme="https"})"),
              2);
    EXPECT_EQ(value_of(text, name + "_count" + get +
                                 R"(http_response_status_code="503",url_scheme="https",)"
                                 R"(error_type="503"})"),
              1);
    EXPECT_EQ(value_of(text, name + R"(_count{http_request_method="_OTHER",)"
                                    R"(http_response_status_code="405",url_scheme="https"})"),
              1);
    EXPECT_EQ(value_of(text, "http_server_response_body_size_bytes_sum" +
                                 get.substr(0, get.size() - 1) + "}"),
              600);
    EXPECT_EQ(value_of(text, R"(http_server_active_requests{url_scheme="https"})"), 1);
}

TEST(HttpServerMetricsTest, KnowsMoreStatusesThanItRemembers) {
    Registry registry;
    HttpServerMetrics metrics{registry, "http"};
    auto& route = metrics.route("GET", "/x");
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&route] {
                for (int i = 0; i < 400; ++i)
                    route.answered(200 + i % 40, 0.1, 0, 0);
            });
        }
    }
    const std::string text = registry.text();
    for (int status = 200; status < 240; ++status) {
        EXPECT_EQ(value_of(text, R"(http_server_request_duration_seconds_count{)"
                                 R"(http_request_method="GET",http_route="/x",)"
                                 R"(http_response_status_code=")" +
                                     std::to_string(status) + R"(",url_scheme="http"})"),
                  40);
    }
}

}  // namespace
}  // namespace gatehouse::metrics
