#include "platform/http/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/test_endpoints_test.hpp"

namespace gatehouse::http::test {
namespace {

using gatehouse::testing::Fields;
using gatehouse::testing::HttpClient;
using gatehouse::testing::Response;

constexpr const char* kId = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

class Pipelined : public ::testing::Test {
protected:
    Pipelined() { loops_.start(); }

    static PipelineSettings settings() {
        PipelineSettings settings;
        settings.hosts = {"localhost:8080"};
        settings.origins = {"http://localhost:8080"};
        settings.trusted_proxies = {*Network::parse("10.0.0.0/8")};
        return settings;
    }
    void expect_problem(const Response& response, int status, std::string_view code) {
        EXPECT_EQ(response.status, status) << response.body;
        EXPECT_EQ(response.code(), code) << response.body;
        EXPECT_EQ(response.header("content-type"), "application/problem+json");
        EXPECT_NE(response.body.find(response.header("x-request-id")), std::string::npos);
    }

    async::Loops loops_{1};
    gatehouse::testing::FakeClock clock_;
    gatehouse::testing::SeededRandom random_;
    Endpoints all_;
    HttpClient client_{all_.router, loops_, clock_, random_, settings()};
    Response get(std::string_view target, Fields fields = {}) {
        fields.emplace_back("Host", "localhost:8080");
        return client_.get(target, std::move(fields));
    }
    Response post(std::string_view target, std::string_view body, Fields fields = {}) {
        fields.emplace_back("Host", "localhost:8080");
        return client_.post(target, body, std::move(fields));
    }
};

TEST_F(Pipelined, AnswersWithTheDto) {
    const auto read = get(std::string{"/api/v1/things/"} + kId);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, std::string{R"({"text":")"} + kId + "\"}");
    EXPECT_EQ(read.header("etag"), "\"7\"");
    const auto made = post("/api/v1/things", R"({"name":"a","size":2})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.header("location"), "/api/v1/things/1");
    EXPECT_EQ(made.header("content-length"), std::to_string(made.body.size()));
}

TEST_F(Pipelined, AnswersNotModified) {
    const auto target = std::string{"/api/v1/things/"} + kId;
    for (const char* tags : {"\"7\"", "W/\"7\"", "\"a,b\", \"7\"", "*"}) {
        const auto read = get(target, {{"If-None-Match", tags}});
        EXPECT_EQ(read.status, 304) << tags;
        EXPECT_EQ(read.body, "");
        EXPECT_EQ(read.header("content-length"), "");
        EXPECT_EQ(read.header("etag"), "\"7\"");
    }
    EXPECT_EQ(get(target, {{"If-None-Match", "\"8\", 7"}}).status, 200);
}

TEST_F(Pipelined, DecodesTheQuery) {
    EXPECT_EQ(get("/api/v1/things?limit=5&q=a%20b+c&order=oldest").body,
              R"({"text":"a b c/5/oldest"})");
    const auto bad = get("/api/v1/things?limit=-1&order=best");
    expect_problem(bad, 422, "validation_failed");
    EXPECT_NE(bad.body.find(R"("pointer":"?limit")"), std::string::npos);
    EXPECT_NE(bad.body.find(R"("pointer":"?order")"), std::string::npos);
    expect_problem(get("/api/v1/things"), 422, "validation_failed");
}

TEST_F(Pipelined, IV08_repeated_and_unknown_parameters_are_refused) {
    expect_problem(get("/api/v1/things?limit=1&limit=2"), 400, "malformed_request");
    expect_problem(get("/api/v1/things?limit=1&%6cimit=2"), 400, "malformed_request");
    expect_problem(get("/api/v1/things?limit=1&x=2"), 400, "malformed_request");
    expect_problem(get("/api/v1/things?limit"), 400, "malformed_request");
    expect_problem(get("/api/v1/things?limit=1&q=%00"), 400, "malformed_request");
    expect_problem(get("/api/v1/things?limit=1&q=%c0%ae"), 400, "malformed_request");
    expect_problem(get("/livez?x=1"), 400, "malformed_request");
}

TEST_F(Pipelined, WhatIsWrongWithARequestIsSaid) {
    const auto detail = [&](const std::string& query) {
        return get("/api/v1/things?" + query).body;
    };
    using ::testing::HasSubstr;
    constexpr const char* kEncoding = "the query holds a byte or an encoding that is not accepted";
    for (const char* query : {"limit=1&q=%0a", "q=%ff", "q=%zz", "%0a=1"}) {
        EXPECT_THAT(detail(query), HasSubstr(kEncoding)) << query;
    }
    for (const char* query : {"limit", "=1", "limit=1&&q=2"}) {
        EXPECT_THAT(detail(query), HasSubstr("the query is not a list of name=value")) << query;
    }
    std::string many = "a0=1";
    for (int i = 1; i < 33; ++i) {
        many += fmt::format("&a{}=1", i);
    }
    EXPECT_THAT(detail(many), HasSubstr("the query has more than 32 parameters"));

    std::string wide = R"({"name":"a","size":1)";
    for (int i = 0; i < 255; ++i) {
        wide += fmt::format(R"(,"m{}":1)", i);
    }
    const auto refused = post("/api/v1/things", wide + "}");
    expect_problem(refused, 400, "malformed_json");
    EXPECT_THAT(refused.body, HasSubstr("an object has more than 256 members"));
}

TEST_F(Pipelined, IV08_unknown_methods_get_the_list_of_known_ones) {
    for (const char* method : {"TRACE", "PROPFIND", "get", "CONNECT", "PATCH"}) {
        const auto refused =
            client_.send(method, "/api/v1/things", {}, {{"Host", "localhost:8080"}});
        expect_problem(refused, 405, "method_not_allowed");
        EXPECT_EQ(refused.header("allow"), "GET, HEAD, POST, OPTIONS") << method;
    }
}

TEST_F(Pipelined, CO01_a_preflight_gets_no_permission) {
    const auto preflight = client_.send("OPTIONS", "/api/v1/things", {},
                                        {{"Host", "localhost:8080"},
                                         {"Origin", "https://evil.example"},
                                         {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("allow"), "GET, HEAD, POST, OPTIONS");
    for (const auto& [name, value] : preflight.headers) {
        EXPECT_FALSE(name.starts_with("Access-Control")) << name;
    }
}

TEST_F(Pipelined, HeadIsGetWithoutABody) {
    const auto head = client_.send("HEAD", "/livez");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), "15");
    EXPECT_EQ(head.body, "");
}

TEST_F(Pipelined, UnknownRoutesAndIdsAreTheSameProblem) {
    expect_problem(get("/api/v1/nothing"), 404, "not_found");
    expect_problem(get("/api/v1/things/17"), 404, "not_found");
    expect_problem(get("/API/v1/things?limit=1"), 404, "not_found");
    expect_problem(get("/api/v1/things/"), 404, "not_found");
}

TEST_F(Pipelined, AC06_a_path_is_read_in_one_way) {
    const std::string before = "/api/v1/things/";
    EXPECT_EQ(get("/api/v1/%74hings?limit=1").status, 200);
    for (const char* path : {"..%2fadmin", "%2e%2e/x", "../x", "./x", "a;b", "/x", "%252e", "a%5cb",
                             "a\\b", "%00", "%zz", "%c0%af", "a%", "%0d%0a", "%ff"}) {
        const int status = get(before + path).status;
        EXPECT_TRUE(status == 400 || status == 404) << path << " " << status;
    }
    EXPECT_EQ(get("/api//v1/things?limit=1").status, 400);
    EXPECT_EQ(get("//livez").status, 400);
}

TEST_F(Pipelined, IV02_IV05_bodies_are_read_strictly) {
    expect_problem(post("/api/v1/things", R"({"name":"a","name":"b","size":1})"), 400,
                   "malformed_json");
    expect_problem(post("/api/v1/things", R"({"name":"a","size":1} x)"), 400, "malformed_json");
    const auto bad = post("/api/v1/things", R"({"name":{"$gt":""},"size":"1","role":"admin"})");
    expect_problem(bad, 422, "validation_failed");
    for (const char* pointer : {"/name", "/size", "/role"}) {
        EXPECT_NE(bad.body.find(std::string{"\"pointer\":\""} + pointer + "\""), std::string::npos)
            << bad.body;
    }
    EXPECT_EQ(all_.create_thing.calls, 0);
}

TEST_F(Pipelined, CS05_only_json_is_accepted) {
    constexpr std::string_view kBody = R"({"name":"a","size":1})";
    for (const char* type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "application/jsonx", "application/json; charset=utf-16", ""}) {
        expect_problem(post("/api/v1/things", kBody, {{"Content-Type", type}}), 415,
                       "unsupported_media_type");
    }
    EXPECT_EQ(
        post("/api/v1/things", kBody, {{"Content-Type", "Application/JSON;charset=UTF-8"}}).status,
        201);
    expect_problem(post("/api/v1/things", ""), 415, "unsupported_media_type");
}

TEST_F(Pipelined, IV10_compressed_bodies_are_refused) {
    expect_problem(post("/api/v1/things", "x", {{"Content-Encoding", "gzip"}}), 415,
                   "unsupported_media_type");
}

TEST_F(Pipelined, ABodyWhereNoneBelongsIsRefused) {
    EXPECT_EQ(client_.send("GET", "/livez", "{}").status, 400);
}

TEST_F(Pipelined, JW10_exactly_one_bearer_token) {
    const auto target = "/api/v1/admin";
    EXPECT_EQ(get(target, {{"Authorization", "Bearer admin"}}).status, 200);
    const auto none = get(target);
    expect_problem(none, 401, "session_expired");
    EXPECT_EQ(none.header("www-authenticate"), "Bearer");
    EXPECT_EQ(
        get(target, {{"Authorization", "Bearer admin"}, {"Authorization", "Bearer admin"}}).status,
        401);
    for (const char* field : {"Bearer admin, Bearer admin", "Bearer admin,x", "Basic YTpi", "admin",
                              "Bearer", "Bearer ", "Bearer  admin", "Beareradmin"}) {
        EXPECT_EQ(get(target, {{"Authorization", field}}).status, 401) << field;
    }
    EXPECT_EQ(get(target, {{"Authorization", "Bearer " + std::string(8200, 'a')}}).status, 401);
    expect_problem(get(target, {{"Authorization", "Bearer user"}}), 403, "forbidden");
    expect_problem(get(target, {{"Authorization", "Bearer other"}}), 401, "token_expired");
}

TEST_F(Pipelined, SE07_a_token_in_the_url_is_no_token) {
    expect_problem(get("/api/v1/admin?access_token=admin"), 401, "session_expired");
}

TEST_F(Pipelined, CS01_CS02_CS03_cookie_routes_ask_for_proof) {
    const Fields fine{{"Cookie", "__Host-refresh=r1"},
                      {"Content-Type", "application/json"},
                      {"Origin", "http://localhost:8080"},
                      {"Sec-Fetch-Site", "same-origin"},
                      {"X-CSRF-Token", "proof"}};
    EXPECT_EQ(post("/api/v1/refresh", "", fine).status, 204);

    const auto with = [&](std::string_view name, const char* value) {
        Fields fields = fine;
        std::erase_if(fields, [&](const auto& field) { return field.first == name; });
        if (value != nullptr) {
            fields.emplace_back(name, value);
        }
        return post("/api/v1/refresh", "", fields);
    };
    for (const char* origin : {"null", "https://localhost:8080", "http://localhost:8081",
                               "http://localhost:8080.evil", "http://LOCALHOST:8080", ""}) {
        expect_problem(with("Origin", origin), 403, "csrf_failed");
    }
    expect_problem(with("Sec-Fetch-Site", "cross-site"), 403, "csrf_failed");
    expect_problem(with("Sec-Fetch-Site", "same-site"), 403, "csrf_failed");
    expect_problem(with("X-CSRF-Token", "proog"), 403, "csrf_failed");
    expect_problem(with("X-CSRF-Token", nullptr), 403, "csrf_failed");
    expect_problem(with("Cookie", "__Host-refresh=r2"), 403, "csrf_failed");
    expect_problem(with("Cookie", "__Host-refresh=r1; __Host-refresh=r1"), 403, "csrf_failed");
    expect_problem(with("Content-Type", "text/plain"), 415, "unsupported_media_type");
    EXPECT_EQ(with("Origin", nullptr).status, 204);
    EXPECT_EQ(with("Sec-Fetch-Site", nullptr).status, 204);
    expect_problem(post("/api/v1/refresh", "",
                        {{"Cookie", "__Host-refresh=r1"},
                         {"Content-Type", "application/json"},
                         {"X-CSRF-Token", "proof"}}),
                   403, "csrf_failed");
}

TEST_F(Pipelined, CS04_sign_in_checks_what_the_browser_says) {
    EXPECT_EQ(post("/api/v1/login", "").status, 204);
    EXPECT_EQ(post("/api/v1/login", "", {{"Origin", "http://localhost:8080"}}).status, 204);
    expect_problem(post("/api/v1/login", "", {{"Origin", "https://evil.example"}}), 403,
                   "csrf_failed");
    expect_problem(post("/api/v1/login", "", {{"Sec-Fetch-Site", "cross-site"}}), 403,
                   "csrf_failed");
}

TEST_F(Pipelined, CS03_every_change_checks_what_the_browser_says) {
    const auto remove = [&](std::string_view name, std::string_view value) {
        Fields fields{
            {"Host", "localhost:8080"}, {"Authorization", "Bearer user"}, {"If-Match", "*"}};
        if (!name.empty()) {
            fields.emplace_back(name, value);
        }
        return client_.remove(std::string{"/api/v1/things/"} + kId, fields);
    };
    for (const char* site : {"cross-site", "same-site", "nonsense", ""}) {
        expect_problem(remove("Sec-Fetch-Site", site), 403, "csrf_failed");
    }
    for (const char* origin : {"https://evil.example", "null", "http://localhost:8081"}) {
        expect_problem(remove("Origin", origin), 403, "csrf_failed");
    }
    EXPECT_EQ(remove("Sec-Fetch-Site", "same-origin").status, 204);
    EXPECT_EQ(remove("Origin", "http://localhost:8080").status, 204);
    // No browser: says nothing of where it comes from, and its token is proof enough.
    EXPECT_EQ(remove("", "").status, 204);
    EXPECT_EQ(remove("Cookie", "__Host-device=d").status, 204);
    EXPECT_EQ(get("/api/v1/things?limit=1", {{"Origin", "https://evil.example"}}).status, 200);
}

TEST_F(Pipelined, BF03_what_other_pages_send_spends_no_budget_of_a_route) {
    all_.limiter.left = 1;
    constexpr std::string_view kBody = R"({"name":"a","size":1})";
    for (const Fields& fields :
         {Fields{{"Origin", "https://evil.example"}, {"Content-Type", "text/plain"}},
          Fields{{"Sec-Fetch-Site", "cross-site"}}, Fields{{"Origin", "null"}}}) {
        expect_problem(post("/api/v1/things", kBody, fields), 403, "csrf_failed");
    }
    // What a form could send without a word of where it comes from.
    expect_problem(post("/api/v1/things", kBody, {{"Content-Type", "text/plain"}}), 415,
                   "unsupported_media_type");
    EXPECT_EQ(all_.limiter.clients, 4) << "the general budget counts everything";
    EXPECT_EQ(post("/api/v1/things", kBody).status, 201);
    EXPECT_EQ(post("/api/v1/things", kBody).status, 429);
}

TEST_F(Pipelined, BF03_the_general_budget_goes_before_the_access_check) {
    all_.limiter.clients_left = 0;
    for (const char* token : {"admin", "guess"}) {
        expect_problem(get("/api/v1/admin", {{"Authorization", fmt::format("Bearer {}", token)}}),
                       429, "rate_limited");
    }
    EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(Pipelined, SE03_what_is_left_of_a_session_may_end_it) {
    const auto end = [&](Fields fields) { return post("/api/v1/end", "", std::move(fields)); };
    const Fields json{{"Content-Type", "application/json"}, {"Sec-Fetch-Site", "same-origin"}};
    const auto with = [&](Fields fields) {
        fields.insert(fields.end(), json.begin(), json.end());
        return end(std::move(fields));
    };
    EXPECT_EQ(end({{"Authorization", "Bearer user"}}).body, R"({"text":"caller"})");
    EXPECT_EQ(end({{"Authorization", "Bearer expired"}}).body, R"({"text":"caller"})");
    for (const char* field : {"Bearer x.y.z", "Bearer ", "Basic expired", ""}) {
        expect_problem(end({{"Authorization", field}}), 401, "session_expired");
    }
    expect_problem(end({}), 401, "session_expired");
    expect_problem(get("/api/v1/admin", {{"Authorization", "Bearer expired"}}), 401,
                   "token_expired");
    // The cookie tells who asks, with its proof; a token beside it is read as well.
    EXPECT_EQ(with({{"Cookie", "__Host-refresh=r1"}, {"X-CSRF-Token", "proof"}}).body,
              R"({"text":"nobody"})");
    EXPECT_EQ(with({{"Cookie", "__Host-refresh=r1"},
                    {"X-CSRF-Token", "proof"},
                    {"Authorization", "Bearer expired"}})
                  .body,
              R"({"text":"caller"})");
    expect_problem(with({{"Cookie", "__Host-refresh=r1"}, {"Authorization", "Bearer user"}}), 403,
                   "csrf_failed");
    // What the check finds nothing to protect in needs no proof, but may not come from elsewhere.
    EXPECT_EQ(with({{"Cookie", "__Host-refresh=broken"}}).status, 200);
    expect_problem(end({{"Cookie", "__Host-refresh=broken"},
                        {"Content-Type", "application/json"},
                        {"Sec-Fetch-Site", "cross-site"}}),
                   403, "csrf_failed");
    expect_problem(end({{"Cookie", "__Host-refresh=broken"}, {"Content-Type", "application/json"}}),
                   403, "csrf_failed");
}

TEST_F(Pipelined, CS06_methods_are_not_overridden) {
    const auto target = std::string{"/api/v1/things/"} + kId;
    EXPECT_EQ(get(target, {{"X-HTTP-Method-Override", "DELETE"}}).status, 200);
    expect_problem(get("/api/v1/refresh"), 405, "method_not_allowed");
}

TEST_F(Pipelined, HH02_other_hosts_are_not_ours) {
    for (const char* host :
         {"evil.example", "localhost", "localhost:80", "localhost:8080.evil", ""}) {
        const auto refused = client_.get("/api/v1/things?limit=1", {{"Host", host}});
        expect_problem(refused, 421, "misdirected_request");
        EXPECT_EQ(refused.body.find("evil"), std::string::npos);
    }
    EXPECT_EQ(client_.get("/api/v1/things?limit=1", {{"Host", "LocalHost:8080"}}).status, 200);
    EXPECT_EQ(client_.get("/livez", {{"Host", "10.1.2.3:3001"}}).status, 200);
}

TEST_F(Pipelined, HD01_every_answer_is_protected) {
    const std::vector<std::pair<std::string, std::string>> expected{
        {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy",
         "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"Cache-Control", "no-store"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
        {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
        {"X-XSS-Protection", "0"},
        {"X-DNS-Prefetch-Control", "off"},
        {"X-Permitted-Cross-Domain-Policies", "none"},
        {"Origin-Agent-Cluster", "?1"}};
    for (const auto& response :
         {get("/livez"), get("/nothing"), get("/api/v1/admin"), get("/api/v1/fail?how=x"),
          get("/%zz"), client_.get("/x", {{"Host", "evil"}}), post("/api/v1/things", "{")}) {
        for (const auto& [name, value] : expected) {
            EXPECT_EQ(response.all(name), std::vector{value}) << name << " " << response.status;
        }
        EXPECT_EQ(response.header("server"), "");
    }
}

TEST_F(Pipelined, HD02_documents_have_their_own_policy) {
    const auto page = get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    EXPECT_EQ(page.header("cross-origin-opener-policy"), "same-origin");
    const auto policy = page.header("content-security-policy");
    EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(get("/", {{"If-None-Match", page.header("etag")}}).status, 304);
}

TEST_F(Pipelined, BF10_a_refused_rate_says_when) {
    all_.limiter.left = 1;
    EXPECT_EQ(post("/api/v1/things", R"({"name":"a","size":1})").status, 201);
    const auto refused = post("/api/v1/things", R"({"name":"a","size":1})");
    expect_problem(refused, 429, "rate_limited");
    EXPECT_EQ(refused.header("retry-after"), "3");
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("make";q=20;w=60)");
    EXPECT_EQ(refused.header("ratelimit"), R"("make";r=0;t=30)");
    EXPECT_NE(refused.body.find(R"("violated-policies":["make"])"), std::string::npos);
}

TEST_F(Pipelined, BF09_every_spelling_of_a_path_spends_the_same_budget) {
    all_.limiter.left = 1;
    EXPECT_EQ(post("/api/v1/%74hings", R"({"name":"a","size":1})").status, 201);
    EXPECT_EQ(post("/api/v1/things", R"({"name":"a","size":1})").status, 429);
    for (const char* path : {"/api/v1/things/", "//api/v1/things", "/api/v1/./things"}) {
        const int status = post(path, R"({"name":"a","size":1})").status;
        EXPECT_TRUE(status == 400 || status == 404) << path;
    }
}

TEST_F(Pipelined, ER01_failures_are_opaque) {
    const auto away = get("/api/v1/fail?how=unavailable");
    expect_problem(away, 503, "overloaded");
    EXPECT_EQ(away.header("retry-after"), "1");
    EXPECT_EQ(away.body.find("10.0.0.7"), std::string::npos);
    const auto bug = get("/api/v1/fail?how=bug");
    expect_problem(bug, 500, "internal");
    EXPECT_EQ(bug.body.find("secret"), std::string::npos);
}

TEST_F(Pipelined, LoadBeyondTheLimitIsShed) {
    auto settings = Pipelined::settings();
    settings.max_in_flight = 0;
    HttpClient full{all_.router, loops_, clock_, random_, settings};
    const auto shed = full.get("/api/v1/things?limit=1", {{"Host", "localhost:8080"}});
    expect_problem(shed, 503, "overloaded");
    EXPECT_EQ(shed.header("retry-after"), "1");
    EXPECT_EQ(full.get("/livez").status, 200);
}

TEST_F(Pipelined, RequestIdsAreKeptWhenSane) {
    EXPECT_EQ(get("/livez", {{"X-Request-Id", "a.B_9-z"}}).header("x-request-id"), "a.B_9-z");
    for (const std::string& odd : {std::string{"a b"}, std::string(65, 'a'), std::string{"a\"b"},
                                   std::string{}, std::string{"<x>"}}) {
        const auto id = get("/livez", {{"X-Request-Id", odd}}).header("x-request-id");
        EXPECT_EQ(id.size(), 32U);
        EXPECT_NE(id, odd);
    }
    EXPECT_NE(get("/livez").header("x-request-id"), get("/livez").header("x-request-id"));
}

TEST_F(Pipelined, IfMatchIsRequiredAndNamesTheTagOrNot) {
    const auto remove = [&](Fields fields) {
        fields.emplace_back("Host", "localhost:8080");
        fields.emplace_back("Authorization", "Bearer user");
        return client_.remove(std::string{"/api/v1/things/"} + kId, fields);
    };
    for (const char* field :
         {"\"7,x\"", " \"7,x\" ", "*", "\"y\", \"7,x\"", "\"7,x\",\"y\"", "W/\"y\" , , \"7,x\""}) {
        EXPECT_EQ(remove({{"If-Match", field}}).status, 204) << field;
    }
    expect_problem(remove({}), 428, "precondition_required");
    for (const char* field : {"\"7\"", "W/\"7,x\"", "\"7\", \"x\"", "7,x", "\"7,x", "", ",",
                              "*, \"y\"", "y, \"7,x\"", "\"y\" \"7,x\""}) {
        expect_problem(remove({{"If-Match", field}}), 412, "precondition_failed");
    }
}

TEST_F(Pipelined, FieldsThatMayNotRepeatAreRefused) {
    EXPECT_EQ(get("/livez", {{"Cookie", "a=1"}, {"cookie", "b=2"}}).status, 400);
    EXPECT_EQ(get("/livez", {{"Accept", "a"}, {"accept", "b"}}).status, 200);
}

TEST(PipelineSetup, RoutesWithoutTheirGuardAreRefused) {
    Administer administer;
    Router router;
    router.add(administer);
    gatehouse::testing::FakeClock clock;
    gatehouse::testing::SeededRandom random;
    EXPECT_THROW((Pipeline{router, 1, clock, random, {}}), std::logic_error);
}

}  // namespace
}  // namespace gatehouse::http::test
