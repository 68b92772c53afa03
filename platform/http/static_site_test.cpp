#include "platform/http/static_site.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "platform/http/test_endpoints_test.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::http::test {
namespace {

namespace fs = std::filesystem;
using gatehouse::testing::HttpClient;
using gatehouse::testing::Response;

class Site : public ::testing::Test {
protected:
    Site() {
        write("index.html", "<!doctype html>");
        write("assets/app-1a2b3c4D.js", "plain");
        write("assets/app-1a2b3c4D.js.br", "brotli");
        write("assets/app-1a2b3c4D.js.gz", "gzip");
        write("assets/app-1a2b3c4D.js.map", "{}");
        write("assets/app-1a2b3c4D.js.map.gz", "{}");
        write("favicon.svg", "<svg/>");
        write(".env", "SECRET=1");
        write(".git/HEAD", "ref");
        write("../outside.txt", "secret");
        fs::create_symlink("../outside.txt", root_ / "link.txt");
        fs::create_directory_symlink("..", root_ / "up");
        all_.router.set_fallback(StaticSite::load(root_));
        loops_.start();
        client_.emplace(all_.router, loops_, clock_, random_);
    }
    void write(const std::string& name, std::string_view text) {
        const auto path = root_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream{path} << text;
    }
    Response get(std::string_view target, gatehouse::testing::Fields fields = {}) {
        return client_->get(target, std::move(fields));
    }

    gatehouse::testing::TempDirectory temp_;
    fs::path root_ = temp_.path() / "dist";
    gatehouse::testing::FakeClock clock_;
    gatehouse::testing::SeededRandom random_;
    async::Loops loops_{1};
    Endpoints all_;
    std::optional<HttpClient> client_;
};

TEST_F(Site, HashedNamesAreKeptForEver) {
    const auto script = get("/assets/app-1a2b3c4D.js");
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.body, "plain");
    EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script.header("vary"), "Accept-Encoding");
    EXPECT_EQ(get("/favicon.svg").header("cache-control"), "no-cache");
    EXPECT_EQ(get("/favicon.svg").header("content-type"), "image/svg+xml");
}

TEST_F(Site, CompressedFormsGoToWhoTakesThem) {
    const auto body = [&](std::string_view accepted) {
        return get("/assets/app-1a2b3c4D.js", {{"Accept-Encoding", std::string{accepted}}}).body;
    };
    EXPECT_EQ(body("gzip, deflate, br"), "brotli");
    EXPECT_EQ(body("gzip"), "gzip");
    EXPECT_EQ(body("br;q=0, gzip;q=0.5"), "gzip");
    EXPECT_EQ(body("br;q=0.000, *"), "gzip");
    EXPECT_EQ(body("*"), "brotli");
    EXPECT_EQ(body("identity"), "plain");
    EXPECT_EQ(body("brx"), "plain");
    const auto packed = get("/assets/app-1a2b3c4D.js", {{"Accept-Encoding", "br"}});
    EXPECT_EQ(packed.header("content-encoding"), "br");
    const auto again = get("/assets/app-1a2b3c4D.js",
                           {{"Accept-Encoding", "br"}, {"If-None-Match", packed.header("etag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.header("vary"), "Accept-Encoding");
    EXPECT_EQ(get("/assets/app-1a2b3c4D.js", {{"If-None-Match", packed.header("etag")}}).status,
              200);
}

TEST_F(Site, DeepLinksAreTheApplication) {
    const gatehouse::testing::Fields browser{{"Accept", "text/html,application/xhtml+xml"}};
    for (const char* path : {"/x", "/verify?token=abc", "/admin/users/17", "/index.html"}) {
        const auto page = get(path, browser);
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_EQ(page.body, "<!doctype html>");
        EXPECT_EQ(page.header("cache-control"), "no-cache");
        EXPECT_NE(page.header("content-security-policy").find("require-trusted-types-for"),
                  std::string::npos);
    }
    for (const char* path : {"/api/v1/nothing", "/api", "/docs/x", "/.well-known/x", "/missing.js",
                             "/assets/app-deadbeef.js"}) {
        EXPECT_EQ(get(path, browser).status, 404) << path;
    }
    EXPECT_EQ(get("/x", {{"Accept", "application/json"}}).status, 404);
}

TEST_F(Site, IV08_files_and_pages_are_only_read) {
    const gatehouse::testing::Fields browser{{"Accept", "text/html"}};
    for (const char* method : {"POST", "DELETE", "PROPFIND", "get"}) {
        for (const char* path : {"/index.html", "/assets/app-1a2b3c4D.js", "/x"}) {
            const auto refused = client_->send(method, path, {}, browser);
            EXPECT_EQ(refused.status, 405) << method << path;
            EXPECT_EQ(refused.code(), "method_not_allowed");
            EXPECT_EQ(refused.header("allow"), "GET, HEAD, OPTIONS");
        }
        for (const char* path : {"/x", "/.env", "/missing.js", "/api/v1/nothing"}) {
            const auto refused = client_->send(method, path);
            EXPECT_EQ(refused.status, 404) << method << path;
            EXPECT_EQ(refused.header("allow"), "");
        }
    }
    const auto asked = client_->send("OPTIONS", "/favicon.svg");
    EXPECT_EQ(asked.status, 204);
    EXPECT_EQ(asked.header("allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(client_->send("HEAD", "/favicon.svg").status, 200);
    EXPECT_EQ(client_->send("OPTIONS", "/missing.js").status, 404);
}

TEST_F(Site, FI01_nothing_else_can_be_read) {
    const gatehouse::testing::Fields browser{{"Accept", "*/*"}};
    for (const char* path :
         {"/.env", "/.git/HEAD", "/assets/app-1a2b3c4D.js.map", "/assets/app-1a2b3c4D.js.map.gz",
          "/link.txt", "/up/outside.txt", "/../outside.txt", "/%2e%2e/outside.txt",
          "/%2e%2e%2foutside.txt", "/..%5coutside.txt", "/%c0%ae%c0%ae/outside.txt",
          "/assets/../../outside.txt", "/assets../outside.txt", "/index.html%00.js",
          "/assets/app-1a2b3c4D.js.br", "/assets/", "/assets", "/INDEX.HTML", "/index.html."}) {
        const auto answer = get(path, browser);
        EXPECT_TRUE(answer.status == 400 || answer.status == 404) << path << answer.status;
        EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    }
}

TEST(StaticSiteNames, HashesAreRecognised) {
    EXPECT_TRUE(has_hashed_name("/assets/index-BxY_12-z.js"));
    EXPECT_TRUE(has_hashed_name("/sign-in-form-0abcdefg.css"));
    EXPECT_FALSE(has_hashed_name("/index-abcdef1.css"));
    EXPECT_FALSE(has_hashed_name("/my-calendar.js"));
    EXPECT_FALSE(has_hashed_name("/apple-touch-icon.png"));
    EXPECT_FALSE(has_hashed_name("/index.css"));
    EXPECT_FALSE(has_hashed_name("/a-12345678/index.css"));
}

TEST(StaticSiteNames, AFolderWithoutAnIndexIsNoSite) {
    gatehouse::testing::TempDirectory temp;
    EXPECT_EQ(StaticSite::load(temp.path()), nullptr);
}

}  // namespace
}  // namespace gatehouse::http::test
