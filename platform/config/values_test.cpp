#include "platform/config/values.hpp"

#include <gtest/gtest.h>

namespace gatehouse::config {
namespace {

TEST(ListenAddress, ReadsAddressesWithPorts) {
    const auto v4 = ListenAddress::parse("127.0.0.1:8080");
    ASSERT_TRUE(v4);
    EXPECT_EQ(v4->address(), "127.0.0.1");
    EXPECT_EQ(v4->port(), 8080);
    EXPECT_TRUE(v4->loopback());
    const auto v6 = ListenAddress::parse("[::1]:0");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->text(), "[::1]:0");
    EXPECT_TRUE(v6->loopback());
    EXPECT_TRUE(ListenAddress::parse("localhost:1")->loopback());
    EXPECT_FALSE(ListenAddress::parse("0.0.0.0:8080")->loopback());
    EXPECT_EQ(v4->with_port(3001).text(), "127.0.0.1:3001");
}

TEST(ListenAddress, RefusesEverythingElse) {
    for (const auto* text : {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                             "127.0.0.1:-1", "127.0.0.1:80a", "::1:8080", "[127.0.0.1]:80",
                             "example.com:80", "127.0.0.1:80 ", "[]:80"}) {
        EXPECT_FALSE(ListenAddress::parse(text)) << text;
    }
}

TEST(PublicUrl, IsCanonical) {
    EXPECT_EQ(PublicUrl::parse("https://Accounts.Example.COM:443/")->text(),
              "https://accounts.example.com");
    EXPECT_EQ(PublicUrl::parse("http://localhost:8080")->text(), "http://localhost:8080");
    EXPECT_TRUE(PublicUrl::parse("http://[::1]:8080")->loopback());
    EXPECT_FALSE(PublicUrl::parse("https://accounts.example.com")->loopback());
}

TEST(PublicUrl, RefusesEverythingElse) {
    for (const auto* text :
         {"", "accounts.example.com", "http://accounts.example.com", "ftp://localhost", "https://",
          "https://a.example/path", "https://a.example?q", "https://a.example#f",
          "https://user@a.example", "https://a.example:0", "https://a.example:99999",
          "https://a b.example", "http://localhost.evil.example",
          "http://127.0.0.1.evil.example"}) {
        EXPECT_FALSE(PublicUrl::parse(text)) << text;
    }
}

TEST(Network, IsCanonical) {
    EXPECT_EQ(Network::parse("10.1.2.3/8")->text(), "10.0.0.0/8");
    EXPECT_EQ(Network::parse("192.0.2.1")->text(), "192.0.2.1/32");
    EXPECT_EQ(Network::parse("2001:db8::1")->text(), "2001:db8::1/128");
    for (const auto* text :
         {"", "10.0.0.0/33", "10.0.0.0/", "/8", "ten", "10.0.0.0/8/8", "::/129"}) {
        EXPECT_FALSE(Network::parse(text)) << text;
    }
}

TEST(DatabaseUrl, HidesItsPassword) {
    const auto url = DatabaseUrl::parse("postgresql://me:s3cret@db:5432/gatehouse?sslmode=require");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->text(), "postgresql://me:hidden@db:5432/gatehouse?sslmode=require");
    EXPECT_TRUE(url->exposed().contains("s3cret"));
    EXPECT_EQ(DatabaseUrl::parse("postgresql://db/g?password=s3cret&x=1")->text(),
              "postgresql://db/g?password=hidden&x=1");
    EXPECT_TRUE(DatabaseUrl::parse("postgresql://a:1,b:2/g?target_session_attrs=read-write"));
    EXPECT_TRUE(DatabaseUrl::parse("postgresql:///g?host=/run/postgresql"));
    EXPECT_TRUE(DatabaseUrl::parse("postgresql://me:p%40@[::1]:5433/g"));
    EXPECT_TRUE(DatabaseUrl::parse("postgresql://db:/g"));
    EXPECT_EQ(DatabaseUrl::parse("sqlite:/var/lib/x")->text(), "sqlite:/var/lib/x");
}

TEST(DatabaseUrl, RefusesEverythingElse) {
    for (const auto* text :
         {"", "sqlite:", "mysql://db/gatehouse", "postgresql:db", "postgresql://db",
          "postgresql://db/", "postgresql://me:pass/word@db/gatehouse", "postgresql://db/a b",
          "data/auth.sqlite", "postgresql://u:p@h:99999/p", "postgresql://h:0/p",
          "postgresql://h:12a/p", "postgresql://a:1,b:x/p", "postgresql://[::1]:70000/p"}) {
        EXPECT_FALSE(DatabaseUrl::parse(text)) << text;
    }
}

TEST(SmtpUrl, HidesItsPassword) {
    EXPECT_EQ(SmtpUrl::parse("smtps://me:s3cret@mail.example")->text(),
              "smtps://me:hidden@mail.example");
    for (const auto* text :
         {"", "mail.example", "http://mail.example", "smtp://", "smtp://m/path"}) {
        EXPECT_FALSE(SmtpUrl::parse(text)) << text;
    }
}

TEST(SmtpUrl, SaysWhetherSecretsWouldLeaveThisMachine) {
    const auto away = *SmtpUrl::parse("smtp://me:s3cret@mail.example:587");
    EXPECT_TRUE(away.has_credentials());
    EXPECT_FALSE(away.loopback());
    EXPECT_FALSE(away.implicit_tls());
    const auto here = *SmtpUrl::parse("smtps://[::1]");
    EXPECT_FALSE(here.has_credentials());
    EXPECT_TRUE(here.loopback());
    EXPECT_TRUE(here.implicit_tls());
    const auto imitated = SmtpUrl::parse("smtp://127.0.0.1.example.com");
    EXPECT_FALSE(imitated && imitated->loopback());
}

}  // namespace
}  // namespace gatehouse::config
