#include "contracts/https_url.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string url(std::string_view text) {
    const auto parsed = HttpsUrl::parse(text);
    return parsed ? parsed->text() : "refused";
}

TEST(HttpsUrlTest, KeepsHttpsLinks) {
    for (const std::string_view text :
         {"https://example.com/a.png", "https://example.com",
          "https://a.b.example.com:8443/x?y=z#w", "https://xn--mnchen-3ya.de/%C3%A9?q=%20",
          "https://1.example/"}) {
        EXPECT_EQ(url(text), text);
    }
    EXPECT_EQ(url("HTTPS://Example.COM/Path"), "https://example.com/Path");
}

TEST(HttpsUrlTest, XS02_RefusesOtherSchemesAndForms) {
    for (const std::string_view text : {"",
                                        "x",
                                        "http://example.com/",
                                        "javascript:alert(1)",
                                        "java\tscript:alert(1)",
                                        "data:image/png;base64,AA",
                                        "//example.com/x",
                                        "/x",
                                        "https:",
                                        "https:/example.com",
                                        "https:example.com",
                                        "https://",
                                        "https:///x",
                                        "https:\\\\example.com",
                                        "ftp://example.com",
                                        "https://example.com/a b",
                                        "https://example.com/\n",
                                        " https://example.com",
                                        "https://example.com/<x>",
                                        "https://exämple.com/",
                                        "https://example.com/é",
                                        "https://example.com/%zz",
                                        "https://example.com:99999/",
                                        "https://example.com:0/"}) {
        EXPECT_EQ(url(text), "refused") << text;
    }
    EXPECT_EQ(url(std::string_view{"https://example.com/\0", 21}), "refused");
}

TEST(HttpsUrlTest, XS02_RefusesUserInformation) {
    for (const std::string_view text :
         {"https://a@example.com/", "https://a:b@example.com/", "https://@example.com/",
          "https://example.org%40example.com/", "https://example.com\\@evil.org/"}) {
        EXPECT_EQ(url(text), "refused") << text;
    }
}

TEST(HttpsUrlTest, XS02_RefusesAddressesInEverySpelling) {
    for (const std::string_view text :
         {"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[v1.x]/",
          "https://2130706433/", "https://0177.1/", "https://0x7f.1/", "https://0x7f000001/",
          "https://127.1/", "https://127.0.0.1./", "https://1.2.3.0x4/", "https://999.999.999.999/",
          "https://%31%32%37.0.0.1/", "https://localhost/", "https://localhost./"}) {
        EXPECT_EQ(url(text), "refused") << text;
    }
}

TEST(HttpsUrlTest, LimitsItsLength) {
    const std::string start = "https://example.com/";
    EXPECT_NE(url(start + std::string(HttpsUrl::kMaxSize - start.size(), 'a')), "refused");
    EXPECT_EQ(url(start + std::string(HttpsUrl::kMaxSize - start.size() + 1, 'a')), "refused");
}

}  // namespace
}  // namespace gatehouse
